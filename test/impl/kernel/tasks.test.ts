/** Tasks and threads: made, handed over, deleted, made again; and what is left when they are gone. */
import { describe, expect, test } from "vitest";
import { ESP } from "../../../impl/i486/index.js";
import { code, IN_SEND_PHASE, IPC, NIL, UNCHANGED } from "../../../impl/kernel/abi.js";
import type { Size } from "../../../impl/kernel/design.js";
import { PARTNER, READY_NEXT, SEND_NEXT, WAKE_NEXT } from "../../../impl/kernel/tcb.js";
import { Couple } from "./couple.js";
import { everyPlace, type Place } from "./scene.js";
import { Story } from "./story.js";

/** What the sender and the receiver of an item are told that cannot be. */
const REFUSED = [code.mapFailed + IN_SEND_PHASE, code.mapFailed];

/** A small kernel, to run out of things. */
const scarce = (place: Place, changes: Partial<Size>): Story => new Story(place, changes);

describe.each(everyPlace)("tasks on $title", (place) => {
  test("a task that is deleted and made again is another: old ids are nobody's", () => {
    const s = new Couple(place);
    expect(s.taskNew(s.sigma0, s.a, NIL)).toEqual([code.ok, NIL, 0, 0]);
    expect(s.send(s.b, s.a)?.[0]).toBe(code.noPartner);
    const again = s.id(1, 0, 2);
    expect(s.taskNew(s.sigma0, s.a, s.sigma0)).toEqual([code.ok, again, 0, 0]);
    expect(s.exRegs(s.sigma0, s.a)?.[0], "not by its old id").toBe(code.noPartner);
    expect(s.exRegs(s.sigma0, again)?.[0]).toBe(code.ok);
    for (const tell of [
      s.send(s.b, s.a),
      s.receive(s.b, s.a),
      s.schedule(s.b, s.a),
      s.threadSwitch(s.b, s.a),
    ])
      expect(tell?.[0]).toBe(code.noPartner);
    expect(s.send(s.b, again, { send: 0 })?.[0]).toBe(code.timeout + IN_SEND_PHASE);
  });

  test("an id of an earlier life neither deletes a task nor hands it over, nor is an heir", () => {
    const s = scarce(place, {});
    const first = s.taskNew(s.sigma0, s.id(1), s.sigma0)?.[1] ?? NIL;
    s.taskNew(s.sigma0, first, NIL);
    const second = s.taskNew(s.sigma0, first, s.sigma0)?.[1] ?? NIL;
    expect(s.taskNew(s.sigma0, first, NIL)?.[0]).toBe(code.noPartner);
    expect(s.taskNew(s.sigma0, first, s.sigma0)?.[0]).toBe(code.noPartner);
    const heir = s.taskNew(s.sigma0, s.id(2), s.sigma0)?.[1] ?? NIL;
    expect(s.taskNew(s.sigma0, heir, first)?.[0]).toBe(code.noPartner);
    expect(s.taskNew(s.sigma0, second, heir)).toEqual([code.ok, second, 0, 0]);
  });

  test("versions come to an end, and the number is used up", () => {
    const s = scarce(place, { versions: 3 });
    for (const version of [1, 2]) {
      expect(s.taskNew(s.sigma0, s.id(1), s.sigma0)?.[1]).toBe(s.id(1, 0, version));
      expect(s.taskNew(s.sigma0, s.id(1, 0, version), NIL)?.[0]).toBe(code.ok);
    }
    expect(s.taskNew(s.sigma0, s.id(1), s.sigma0)?.[0]).toBe(code.noPartner);
  });

  test("old ids of later versions differ in their upper bits too", () => {
    const s = scarce(place, {});
    const versions = [1, 127, 128, 511, 512, 5000];
    expect(new Set(versions.map((v) => s.id(1, 0, v))).size).toBe(versions.length);
    expect(
      versions.map((v) => s.id(1, 0, v)).every((id) => id > s.k.size.lines && s.tcb(id) === s.tcb(s.id(1))),
    ).toBe(true);
  });

  test("everything is given back with the last of a tree of tasks", () => {
    const s = new Story(place);
    const before = s.free();
    const a = s.task(1);
    const b = s.task(2, a);
    const c = s.task(3, b);
    s.thread(a, 1, 1);
    s.thread(b, 2, 3);
    s.give(s.sigma0, a, s.page, s.page);
    s.give(a, b, s.page, s.region);
    s.give(b, c, s.region, s.page);
    s.wait(c, { receive: 60_000 });
    s.send(b, a);
    expect(s.free()).not.toEqual(before);
    expect(s.taskNew(s.sigma0, a, NIL)?.[0]).toBe(code.ok);
    expect(s.free()).toEqual(before);
    expect([a, b, c].map((id) => [s.word(id, 0), s.schedule(s.sigma0, id)?.[0]])).toEqual(
      [a, b, c].map(() => [0, code.noPartner]),
    );
  });

  test("a deleted task leaves no trace in lists and queues", () => {
    const s = new Couple(place);
    const c = s.thread(s.a, 1, 1);
    const d = s.thread(s.a, 1, 2);
    s.send(s.a, s.sigma0);
    s.send(s.b, s.sigma0);
    s.wait(c, { receive: 5 * s.ms });
    s.as(d).as(s.sigma0);
    s.taskNew(s.sigma0, s.a, NIL);
    expect([s.a, c, d].map((id) => [READY_NEXT, WAKE_NEXT, SEND_NEXT].map((at) => s.word(id, at)))).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(s.wait(s.sigma0)?.[1]).toBe(s.b);
    expect(s.wait(s.sigma0, { receive: 0 })?.[0]).toBe(code.timeout);
    s.tick(20);
  });

  test("only the chief deletes; his own task nobody can", () => {
    const s = new Couple(place);
    const c = s.task(3, s.a);
    expect(s.taskNew(s.b, c, NIL)?.[0]).toBe(code.noPartner);
    expect(s.taskNew(s.sigma0, c, NIL)?.[0], "sigma0 is his chief's chief").toBe(code.noPartner);
    expect(s.taskNew(s.a, s.a, NIL)?.[0]).toBe(code.noPartner);
    expect(s.taskNew(s.a, s.sigma0, NIL)?.[0]).toBe(code.noPartner);
    expect(s.taskNew(s.a, s.id(3), s.a)?.[0], "it exists, and has threads").toBe(code.noPartner);
    expect(s.taskNew(s.a, c, NIL)?.[0]).toBe(code.ok);
    expect(s.taskNew(s.a, c, NIL)?.[0]).toBe(code.noPartner);
  });

  test("a task without threads is handed over, and then belongs to the other", () => {
    const s = new Couple(place);
    const c = s.taskNew(s.sigma0, s.id(3), s.sigma0)?.[1] ?? NIL;
    expect(s.taskNew(s.a, c, s.a)?.[0], "it is not his").toBe(code.noPartner);
    expect(s.taskNew(s.sigma0, c, s.id(3))?.[0], "not to itself").toBe(code.noPartner);
    expect(s.taskNew(s.sigma0, c, s.id(0))).toEqual([code.ok, c, 0, 0]);
    expect(s.taskNew(s.sigma0, c, s.a)).toEqual([code.ok, c, 0, 0]);
    expect(s.exRegs(s.sigma0, c)?.[0]).toBe(code.noPartner);
    expect(s.exRegs(s.a, c)?.[0]).toBe(code.ok);
    expect(s.taskNew(s.a, c, s.b)?.[0], "it has a thread now").toBe(code.noPartner);
    expect(s.nearest(s.b, c)).toBe(s.a);
  });

  test("to nobody, and to a task that is not there, nothing is handed over or made", () => {
    const s = new Story(place);
    const c = s.taskNew(s.sigma0, s.id(3), s.sigma0)?.[1] ?? NIL;
    expect(s.taskNew(s.sigma0, c, s.id(2))?.[0]).toBe(code.noPartner);
    expect(s.taskNew(s.sigma0, c, 3)?.[0], "a line").toBe(code.noPartner);
    expect(s.taskNew(s.sigma0, s.id(2), s.id(1))?.[0]).toBe(code.noPartner);
    expect(s.taskNew(s.sigma0, c, s.sigma0)?.[0], "it is his already").toBe(code.ok);
  });

  test("not below itself: a tree of tasks stays a tree", () => {
    const s = new Story(place);
    const c = s.taskNew(s.sigma0, s.id(2), s.sigma0)?.[1] ?? NIL;
    const a = s.task(1);
    const d = s.taskNew(a, s.id(3), a)?.[1] ?? NIL;
    expect(s.taskNew(s.sigma0, c, d)?.[0]).toBe(code.ok);
    expect(s.taskNew(a, d, c)?.[0], "c is below d").toBe(code.noPartner);
  });

  test("tasks are made as deep as nesting allows", () => {
    const s = new Story(place, { nesting: 2 });
    const b = s.task(2, s.task(1));
    expect(s.taskNew(b, s.id(3), b)?.[0]).toBe(code.noPartner);
    expect(s.taskNew(s.sigma0, s.id(3), s.sigma0)?.[0]).toBe(code.ok);
  });
});

describe.each(everyPlace)("ex_regs on $title", (place) => {
  test("a new thread begins at EIP with ESP, and its pager is the chief's first", () => {
    const s = new Couple(place);
    const c = s.id(1, 1);
    expect(s.exRegs(s.a, c, s.page, 0x1230)).toEqual([code.ok, c, 0, 0]);
    s.as(c);
    expect(s.cpu.get(ESP)).toBe(0x1230);
    s.touch(c, 5 * s.page);
    expect(s.wait(s.sigma0)?.[1]).toBe(c);
  });

  test("of a thread that runs EIP and ESP are set; or only told", () => {
    const s = new Couple(place);
    s.exRegs(s.sigma0, s.a, 0x44, 0x880);
    expect(s.exRegs(s.sigma0, s.a, UNCHANGED, UNCHANGED)).toEqual([code.ok, s.a, 0x44, 0x880]);
    expect(s.exRegs(s.sigma0, s.a, 0x48, UNCHANGED)).toEqual([code.ok, s.a, 0x44, 0x880]);
    expect(s.exRegs(s.sigma0, s.a, UNCHANGED, UNCHANGED)).toEqual([code.ok, s.a, 0x48, 0x880]);
    s.as(s.a);
    expect(s.cpu.get(ESP)).toBe(0x880);
    expect(s.exRegs(s.a, s.a, 0, 0x660)?.[0], "oneself").toBe(code.ok);
    expect(s.cpu.get(ESP)).toBe(0x660);
  });

  test("a thread in mid-copy that is not current", () => {
    const s = new Couple(place);
    s.prepare(s.a, s.page, { room: [4, 0], sent: [4, 0] });
    s.prepare(s.b, s.page, { room: [4, 0] });
    s.begin(s.a, IPC, s.registers(s.b, true, undefined, { message: s.page }));
    // Nobody but a, b and sigma0 is there, and sigma0 comes before a in the ready list.
    s.threadSwitch(s.sigma0);
    s.as(s.b).threadSwitch(s.b, s.sigma0);
    s.as(s.b).int(IPC, s.registers(s.a, false, "same", { room: s.page }));
    expect([s.stateOf(s.a), s.word(s.a, PARTNER)]).toEqual(["giving", s.b]);
    s.exRegs(s.sigma0, s.b);
    expect(s.codes).toEqual([code.aborted + IN_SEND_PHASE, code.aborted]);
  });

  test("versions must be right, and the task must be there", () => {
    const s = new Couple(place);
    for (const id of [s.id(1, 1, 2), s.id(3), s.id(2, 1), NIL, 3])
      expect(s.exRegs(s.a, id)?.[0]).toBe(code.noPartner);
  });
});

describe.each(everyPlace)("nothing is left on $title", (place) => {
  /** Frames that remain for others, when so many are used up. */
  const frames = (left: number): Partial<Size> => {
    const s = new Story(place);
    return { poolFrames: s.k.size.poolFrames - s.free()[0] + left };
  };

  test("of frames for a space: no task", () => {
    for (const left of [0, 1]) {
      const s = new Story(place, frames(left));
      expect(s.taskNew(s.sigma0, s.id(1), s.sigma0)?.[0]).toBe(code.mapFailed);
      expect(s.free()[0]).toBe(left);
      expect(s.nearest(s.sigma0, s.id(1))).toBe(s.id(1));
      expect(s.exRegs(s.sigma0, s.id(1))?.[0], "there is none").toBe(code.noPartner);
    }
  });

  test("of frames for a TCB: no thread", () => {
    const pages = Math.ceil(place.g.codeInMemory ? 1 : new Story(place).k.at.tcbBytes / place.g.pageBytes);
    for (let left = 0; left < pages; left++) {
      const s = new Story(place, frames(2 + left));
      s.taskNew(s.sigma0, s.id(1), s.sigma0);
      expect(s.exRegs(s.sigma0, s.id(1))?.[0]).toBe(code.mapFailed);
      expect([s.free()[0], s.word(s.id(1), 0)]).toEqual([left, 0]);
    }
  });

  test("of frames for a page table, or of nodes: no mapping", () => {
    for (const left of [0, 1]) {
      const s = new Couple(place);
      while (s.free()[0] > left) takeOne(s, s.k.at.own.freeFrame);
      const before = s.free();
      s.receive(s.b, s.a, { accept: s.region });
      expect([s.send(s.a, s.b, { item: s.page })?.[0], s.code(s.b)]).toEqual(REFUSED);
      s.receive(s.b, s.a, { accept: s.region });
      expect([s.send(s.a, s.b, { item: s.page | 1 })?.[0], s.code(s.b)]).toEqual(REFUSED);
      expect([s.free(), s.frame(s.b, s.region), s.frame(s.a, s.page)]).toEqual([before, -1, 1]);
    }
    const s = new Couple(place);
    while (s.free()[1] > 0) takeOne(s, s.k.at.own.freeNode);
    s.receive(s.b, s.a, { accept: 3 * s.page });
    expect([s.send(s.a, s.b, { item: s.page })?.[0], s.code(s.b)]).toEqual(REFUSED);
  });
});

/** The first of what is free is free no longer. No invariant knows of such a theft. */
function takeOne(s: Story, head: number): void {
  s.isWatched = false;
  s.poke(head, s.look(s.look(head)));
}
