/** Pages that are not there when a message is copied, or when a call is read: pagers are asked, and it goes on. */
import { describe, expect, test } from "vitest";
import { code, IN_SEND_PHASE, IPC, NIL } from "../../../impl/kernel/abi.js";
import { PAGING, paging } from "../../../impl/kernel/tcb.js";
import { Couple, text } from "./couple.js";
import { everyPlace } from "./scene.js";

describe.each(everyPlace)("page faults in mid-copy on $title", (place) => {
  const count = place.g.pageBytes / 4 + 2;

  test("pages are missing on either side: pagers are asked for each, and all is copied", () => {
    const s = new Couple(place);
    s.prepare(s.a, s.edge, { room: [count, 0], sent: [count, 0] });
    s.prepare(s.b, s.edge, { room: [count, 0] });
    s.receive(s.b, s.a, { room: s.edge });
    s.begin(s.a, IPC, s.registers(s.b, true, undefined, { message: s.edge }));
    let frame = 4;
    const asked: number[] = [];
    while (s.told(s.a) === undefined) {
      const [how, from = NIL, word = 0] = s.wait(s.sigma0) ?? [];
      asked.push(from, word & ~3);
      expect(how).toBe(code.ok);
      if (from === s.a) s.write(s.sigma0, frame * s.page, text(s.page / 4, 1000 + word));
      s.send(s.sigma0, from, { item: frame++ * s.page });
    }
    expect(s.codes).toEqual([code.ok, code.ok]);
    expect(asked).toEqual([s.a, s.b, s.a, s.b].flatMap((id, n) => [id, (n < 2 ? 2 : 3) * s.page]));
    expect(s.read(s.b, 2 * s.page, count)).toEqual(s.read(s.a, 2 * s.page, count));
  });

  test("a pager that waits is told at once, and its answer leads straight back", () => {
    const s = new Couple(place);
    const its = s.thread(s.sigma0, 0, 1);
    s.wait(s.sigma0);
    s.as(its);
    s.transfer("receiver");
    expect(s.told(s.sigma0)?.slice(0, 2)).toEqual([code.ok, s.b]);
    expect(s.word(s.b, PAGING)).toBe(paging.awaiting);
    expect(s.send(s.sigma0, s.b, { item: 5 * s.page })?.[0]).toBe(code.ok);
    expect(s.codes).toEqual([undefined, code.ok]);
  });

  test("the answer brings no page: the copy faults again", () => {
    const s = new Couple(place);
    s.transfer("receiver");
    expect(s.receive(s.sigma0, s.b)?.[0]).toBe(code.ok);
    expect(s.send(s.sigma0, s.b)?.[0]).toBe(code.ok);
    s.threadSwitch(s.sigma0);
    expect(s.stateOf(s.a)).toBe("held");
    expect(s.receive(s.sigma0, s.b)?.[0]).toBe(code.ok);
  });

  test("the receiver comes second, and its page is missing", () => {
    const s = new Couple(place);
    s.prepare(s.a, s.page, { room: [4, 0], sent: [4, 0] });
    s.write(s.a, s.direct(s.page), text(4));
    s.prepare(s.b, s.edge, { room: [4, 0] });
    s.send(s.a, s.b, { message: s.page });
    s.wait(s.b, { room: s.edge });
    expect(s.told(s.a)).toBe(undefined);
    expect(s.wait(s.sigma0)?.slice(1, 3)).toEqual([s.b, (2 * s.page) | 2]);
    s.send(s.sigma0, s.b, { item: 5 * s.page });
    expect([s.codes, s.read(s.b, 2 * s.page, 4)]).toEqual([[code.ok, code.ok], text(4)]);
  });

  test("only the pager may answer who waits for its page, though it takes part in a transfer", () => {
    const s = new Couple(place);
    const c = s.thread(s.a, 1, 1);
    s.transfer("receiver");
    s.receive(s.sigma0, s.b);
    expect(s.send(c, s.b, { send: 0 })?.[0]).toBe(code.timeout + IN_SEND_PHASE);
    expect(s.send(s.sigma0, s.a, { send: 0 })?.[0]).toBe(code.timeout + IN_SEND_PHASE);
  });

  test("in one space, the receiver's page", () => {
    const s = new Couple(place);
    const c = s.thread(s.a, 1, 1);
    s.prepare(s.a, s.page, { room: [2, 0], sent: [2, 0] });
    s.prepare(s.a, s.edge, { room: [4, 0] });
    s.receive(c, s.a, { room: s.edge });
    s.begin(s.a, IPC, s.registers(c, true, undefined, { message: s.page }));
    expect(s.wait(s.sigma0)?.slice(1, 3)).toEqual([c, (2 * s.page) | 2]);
    s.send(s.sigma0, c, { item: 5 * s.page });
    expect([s.code(s.a), s.code(c)]).toEqual([code.ok, code.ok]);
  });

  test("a page of a descriptor is missing: the call is made again when it is there, and the words are still there", () => {
    const s = new Couple(place);
    s.wait(s.b);
    s.begin(s.a, IPC, s.registers(s.b, true, undefined, { message: 2 * s.page, words: [3, 4] }));
    expect(s.stateOf(s.a)).toBe("faulting");
    expect(s.stateOf(s.b)).toBe("receiving");
    expect(s.receive(s.sigma0, s.a)?.[2]).toBe(2 * s.page + 4);
    s.send(s.sigma0, s.a, { item: 5 * s.page });
    expect(s.codes).toEqual([code.ok, code.ok]);
    expect(s.told(s.b)?.slice(1)).toEqual([s.a, ...(place.design.registers ? [3, 4] : [0, 0])]);
  });

  test("a call that is about to be made again is not, if its thread is sent elsewhere", () => {
    const s = new Couple(place);
    s.wait(s.b);
    s.begin(s.a, IPC, s.registers(s.b, true, undefined, { message: 2 * s.page }));
    s.receive(s.sigma0, s.a);
    s.begin(s.sigma0, IPC, s.registers(s.a, true, "same", { item: 5 * s.page, receive: 0 }));
    s.as(s.sigma0).exRegs(s.sigma0, s.a, 4);
    s.as(s.a);
    expect([s.stateOf(s.a), s.stateOf(s.b)]).toEqual(["ready", "receiving"]);
  });
});
