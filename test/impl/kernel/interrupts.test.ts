/** Interrupts: who is attached to a line, and when the message of a line comes. */
import { describe, expect, test } from "vitest";
import { code, IN_SEND_PHASE, IPC, NIL, schedule } from "../../../impl/kernel/abi.js";
import { LINE, PENDING } from "../../../impl/kernel/tcb.js";
import { Couple, Pages, text } from "./couple.js";
import { everyPlace } from "./scene.js";

const [DISK, NET] = [1, 2] as const;
/** The id of a line. */
const of = (line: number): number => line + 1;

describe.each(everyPlace)("interrupts on $title", (place) => {
  test("who asks for a line is attached to it, which is told as a timeout; no other can have it then", () => {
    const s = new Couple(place, { drivers: 4 });
    expect(s.attach(s.a, DISK)?.[0]).toBe(code.timeout);
    expect(s.attach(s.a, DISK)?.[0], "once more").toBe(code.timeout);
    expect(s.attach(s.b, DISK)?.[0]).toBe(code.noPartner);
    expect(s.attach(s.b, NET)?.[0]).toBe(code.timeout);
    expect([s.word(s.a, LINE), s.word(s.b, LINE)]).toEqual([of(DISK), of(NET)]);
  });

  test("an interrupt comes to one who waits openly, or for the line: an empty message from the line", () => {
    const s = new Couple(place);
    s.attach(s.a, DISK);
    s.wait(s.a);
    s.interrupt(DISK);
    expect(s.told(s.a)).toEqual([code.ok, of(DISK), 0, 0]);
    s.receive(s.a, of(DISK));
    s.interrupt(DISK);
    expect(s.told(s.a)).toEqual([code.ok, of(DISK), 0, 0]);
  });

  test("one is pending while its thread does something else, and comes before all who wait to send", () => {
    const s = new Couple(place);
    s.attach(s.a, DISK);
    s.send(s.b, s.a);
    s.interrupt(DISK);
    s.interrupt(DISK);
    expect(s.word(s.a, LINE)).toBe(of(DISK) | PENDING);
    expect([s.wait(s.a)?.[1], s.wait(s.a)?.[1]]).toEqual([of(DISK), s.b]);
    expect(s.wait(s.a, { receive: 0 })?.[0]).toBe(code.timeout);
  });

  test("who waits for a thread, or for nobody, is not disturbed: it is pending", () => {
    const s = new Couple(place);
    s.attach(s.a, DISK);
    s.receive(s.a, s.b);
    s.interrupt(DISK);
    expect(s.stateOf(s.a)).toBe("receiving");
    s.send(s.b, s.a);
    expect(s.told(s.a)?.[1]).toBe(s.b);
    expect(s.receive(s.a, of(DISK))?.[1]).toBe(of(DISK));
    s.sleep(s.a);
    s.interrupt(DISK);
    expect(s.stateOf(s.a)).toBe("receiving");
  });

  test("to ask for a line whose interrupt is pending is to take it", () => {
    const s = new Couple(place);
    s.attach(s.a, DISK);
    s.interrupt(DISK);
    expect(s.attach(s.a, DISK)).toEqual([code.ok, of(DISK), 0, 0]);
    expect(s.attach(s.a, DISK)?.[0]).toBe(code.timeout);
  });

  test("a receive from a line has its own time; who waits for the line takes nothing from threads", () => {
    const s = new Couple(place);
    s.attach(s.a, DISK);
    s.receive(s.a, of(DISK), { receive: s.ms });
    expect(s.send(s.b, s.a, { send: 0 })?.[0]).toBe(code.timeout + IN_SEND_PHASE);
    s.tick(2);
    expect(s.code(s.a)).toBe(code.timeout);
    expect(s.receive(s.a, of(NET), { receive: s.ms })?.[0], "it is not his").toBe(code.noPartner);
  });

  test("who takes another line gives the first one up; who polls nobody gives up his; what was pending is forgotten", () => {
    const s = new Couple(place, { drivers: 4 });
    s.attach(s.a, DISK);
    s.interrupt(DISK);
    expect(s.attach(s.a, NET)?.[0]).toBe(code.timeout);
    expect(s.word(s.a, LINE)).toBe(of(NET));
    expect(s.attach(s.b, DISK)?.[0]).toBe(code.timeout);
    s.interrupt(NET);
    expect(s.sleep(s.a, 0)?.[0]).toBe(code.timeout);
    expect([s.word(s.a, LINE), s.wait(s.a, { receive: 0 })?.[0]]).toEqual([0, code.timeout]);
    expect(s.attach(s.b, NET)?.[0]).toBe(code.timeout);
  });

  test("the timer's line is nobody's, nor is one for tasks that are no drivers", () => {
    const s = new Couple(place, { drivers: 2 });
    expect(s.attach(s.a, 0)?.[0]).toBe(code.noPartner);
    expect(s.attach(s.sigma0, 0)?.[0]).toBe(code.noPartner);
    expect(s.attach(s.b, DISK)?.[0]).toBe(code.noPartner);
    expect(s.attach(s.a, DISK)?.[0]).toBe(code.timeout);
    expect(s.attach(s.a, s.k.size.lines)?.[0], "no such line").toBe(code.noPartner);
  });

  test("a line that nobody is attached to is ignored", () => {
    const s = new Couple(place);
    const { current } = s;
    s.interrupt(DISK);
    expect(s.current).toBe(current);
    expect(s.attach(s.a, DISK)?.[0]).toBe(code.timeout);
  });

  test("the driver's task is deleted: the line is free again", () => {
    const s = new Couple(place, { drivers: 4 });
    s.attach(s.a, DISK);
    s.interrupt(DISK);
    s.taskNew(s.sigma0, s.a, NIL);
    expect(s.attach(s.b, DISK)?.[0]).toBe(code.timeout);
    expect(s.receive(s.b, of(DISK), { receive: s.ms })).toBe(undefined);
  });

  test("a driver runs at once, if nothing of higher priority does, and whoever was interrupted is ready", () => {
    const s = new Couple(place);
    s.attach(s.a, DISK);
    s.wait(s.a);
    s.as(s.b).interrupt(DISK);
    expect(s.current).toBe(place.design.directSwitch ? s.a : s.b);
    expect(s.code(s.a)).toBe(code.ok);
    s.sleep(s.sigma0);
    s.sleep(s.a);
    expect(s.current).toBe(s.b);
    const low = new Couple(place);
    low.attach(low.a, DISK);
    low.wait(low.a);
    low.schedule(low.sigma0, low.a, schedule(0, 0));
    low.as(low.b).interrupt(DISK);
    expect(low.current).toBe(low.b);
    expect(low.stateOf(low.a)).toBe("ready");
  });

  test("an interrupt when nobody runs", () => {
    const s = new Couple(place);
    s.attach(s.a, DISK);
    for (const id of [s.sigma0, s.b, s.a]) s.begin(id, IPC, s.registers(NIL, false, "any", {}));
    expect(s.machine.rest).toBe("idle");
    s.interrupt(NET);
    expect(s.machine.rest).toBe("idle");
    s.interrupt(DISK);
    expect(s.told(s.a)?.[1]).toBe(of(DISK));
  });

  test("an interrupt in mid-copy: the driver runs, and the copy goes on", () => {
    const s = new Pages(place);
    const c = s.thread(s.sigma0, 0, 1);
    s.attach(c, DISK);
    s.wait(c);
    const count = s.page / 4 - 1;
    s.write(s.a, 2 * s.page, text(count));
    s.as(s.b);
    s.cpu.raise(DISK);
    s.settle();
    s.told(c);
    s.wait(c);
    s.prepare(s.a, s.at, { room: [count, 1], sent: [count, 0] });
    s.prepare(s.b, s.at, { room: [count, 1] });
    s.wait(s.b, { room: s.at });
    s.as(s.a).cpu.raise(DISK);
    s.int(IPC, s.registers(s.b, true, undefined, { message: s.at }));
    if (place.design.window) expect(s.machine.rest).toBe("copying");
    expect(s.told(c)?.[1]).toBe(of(DISK));
    expect(s.codes).toEqual([code.ok, code.ok]);
    expect(s.read(s.b, 2 * s.page, count)).toEqual(text(count));
  });

  test("an interrupt before a call that is made again", () => {
    const s = new Couple(place);
    s.wait(s.b);
    s.begin(s.a, IPC, s.registers(s.b, true, undefined, { message: 2 * s.page, words: [1, 2] }));
    s.receive(s.sigma0, s.a);
    s.begin(s.sigma0, IPC, s.registers(s.a, true, undefined, { item: 5 * s.page }));
    s.cpu.raise(0);
    expect(s.told(s.a)?.[0]).toBe(code.ok);
    expect(s.told(s.b)?.[1]).toBe(s.a);
  });
});
