/** How calls end: each code, in the situation that it is for, and to whom it is told. */
import { describe, expect, test } from "vitest";
import { code, codes, FLUSH, IN_SEND_PHASE, NIL } from "../../../impl/kernel/abi.js";
import { Couple } from "./couple.js";
import { everyPlace } from "./scene.js";

const LINE = 2;
/** The codes of a transfer that stops for both partners. */
const both = (its: number): readonly number[] => [its + IN_SEND_PHASE, its];

describe.each(everyPlace)("codes on $title", (place) => {
  test("ok: to the sender and to the receiver", () => {
    const s = new Couple(place);
    s.wait(s.b);
    expect(s.send(s.a, s.b)?.[0]).toBe(code.ok);
    expect(s.code(s.b)).toBe(code.ok);
    s.transfer("nothing");
    expect(s.codes).toEqual([undefined, code.ok]);
  });

  test("no partner: there is no such thread, or it is oneself, nobody, an old one or a line", () => {
    const s = new Couple(place);
    for (const to of [
      s.id(2, 1),
      s.id(3),
      s.a,
      NIL,
      s.id(2, 0, 2),
      LINE + 1,
      0xffff_ffff,
      0xffff_fffe,
      0xffff_fffd,
    ])
      expect(s.call(s.a, to)?.[0], `to ${to}`).toBe(code.noPartner);
    for (const from of [
      s.id(2, 1),
      s.id(3),
      s.a,
      s.id(2, 0, 2),
      LINE + 1,
      0xffff_ffff,
      0xffff_fffe,
      0xffff_fffd,
    ])
      expect(s.receive(s.a, from)?.[0], `from ${from}`).toBe(code.noPartner);
  });

  test("no partner: the thread that one waits for is deleted", () => {
    const s = new Couple(place);
    const c = s.thread(s.a, 1, 1);
    s.send(s.a, s.b);
    s.receive(c, s.b);
    s.taskNew(s.sigma0, s.b, NIL);
    expect([s.code(s.a), s.code(c)]).toEqual([code.noPartner, code.noPartner]);
  });

  test("timeouts of both phases, and of polls", () => {
    const s = new Couple(place);
    expect(s.call(s.a, s.b, { send: 0, receive: 0 })?.[0]).toBe(code.timeout + IN_SEND_PHASE);
    expect(s.receive(s.a, s.b, { receive: 0 })?.[0]).toBe(code.timeout);
    expect(s.wait(s.a, { receive: 0 })?.[0]).toBe(code.timeout);
    s.call(s.a, s.b, { send: s.ms });
    s.receive(s.b, s.sigma0, { receive: s.ms });
    s.tick(2);
    expect(s.codes).toEqual([code.timeout + IN_SEND_PHASE, code.timeout]);
  });

  test("the receive phase of a call times out by itself, after a send phase that went well", () => {
    const s = new Couple(place);
    s.wait(s.b);
    expect(s.call(s.a, s.b, { send: 0, receive: 0 })?.[0]).toBe(code.timeout);
    expect(s.code(s.b)).toBe(code.ok);
  });

  test("cancelled: ex_regs meets a thread that sends, receives, faults or awaits its pager", () => {
    const s = new Couple(place);
    s.send(s.a, s.b);
    s.receive(s.b, s.sigma0);
    s.exRegs(s.sigma0, s.a);
    s.exRegs(s.sigma0, s.b);
    expect(s.codes).toEqual([code.cancelled + IN_SEND_PHASE, code.cancelled]);
    s.touch(s.a, 5 * s.page);
    expect(s.stateOf(s.a)).toBe("faulting");
    s.exRegs(s.sigma0, s.a);
    expect(s.as(s.a).stateOf(s.a)).toBe("ready");
    s.touch(s.a, 5 * s.page);
    s.receive(s.sigma0, s.a);
    expect(s.stateOf(s.a)).toBe("awaiting");
    s.exRegs(s.sigma0, s.a);
    expect(s.as(s.a).stateOf(s.a)).toBe("ready");
    expect(s.wait(s.sigma0, { receive: 0 })?.[0]).toBe(code.timeout);
  });

  test.each(["sender", "receiver"] as const)(
    "aborted: ex_regs meets a partner of a transfer, %s's page missing",
    (missing) => {
      for (const victim of ["a", "b"] as const) {
        const s = new Couple(place);
        s.transfer(missing);
        expect(s.stateOf(s.a)).toBe("held");
        s.exRegs(s.sigma0, s[victim]);
        expect(s.codes).toEqual(both(code.aborted));
        expect(s.wait(s.sigma0, { receive: 0 })?.[0], "nobody pages any more").toBe(code.timeout);
      }
    },
  );

  test("aborted: the task of a partner is deleted; the other is told", () => {
    for (const missing of ["sender", "receiver"] as const) {
      const s = new Couple(place);
      s.transfer(missing);
      s.taskNew(s.sigma0, s.a, NIL);
      expect(s.code(s.b)).toBe(code.aborted);
      const t = new Couple(place);
      t.transfer(missing);
      t.taskNew(t.sigma0, t.b, NIL);
      expect(t.code(t.a)).toBe(code.aborted + IN_SEND_PHASE);
    }
  });

  test("aborted: the transfer faults in a space that has no pager", () => {
    const s = new Couple(place);
    const beyond = s.k.at.userEnd - s.page;
    s.prepare(s.sigma0, 3 * s.page, { room: [0, 1], strings: [[0, 0, 16, beyond]] });
    s.prepare(s.a, s.page, { room: [0, 1], sent: [0, 1], strings: [[16, 0, 0, 0]] });
    s.receive(s.sigma0, s.a, { room: 3 * s.page });
    s.call(s.a, s.sigma0, { message: s.page });
    expect([s.code(s.a), s.code(s.sigma0)]).toEqual(both(code.aborted));
  });

  test("page-fault timeouts: the receiver's pager has what the sender allows", () => {
    const s = new Couple(place);
    s.transfer("receiver", { sendPageFault: 0 }, { receivePageFault: 100, sendPageFault: 100 });
    expect(s.codes).toEqual(both(code.sendPageFaultTimeout));
    s.transfer("receiver", { sendPageFault: s.ms, receivePageFault: 0 });
    s.tick(1);
    expect(s.stateOf(s.b)).toBe("taking");
    s.tick(2);
    expect(s.codes).toEqual(both(code.sendPageFaultTimeout));
    expect(s.wait(s.sigma0, { receive: 0 })?.[0], "it asks no more").toBe(code.timeout);
  });

  test("page-fault timeouts: the sender's pager has what the receiver allows", () => {
    const s = new Couple(place);
    s.transfer("sender", { receivePageFault: 100, sendPageFault: 100 }, { receivePageFault: 0 });
    expect(s.codes).toEqual(both(code.receivePageFaultTimeout));
    s.transfer("sender", { sendPageFault: 0 }, { receivePageFault: s.ms });
    s.tick(3);
    expect(s.codes).toEqual(both(code.receivePageFaultTimeout));
  });

  test.each(["sender", "receiver"] as const)(
    "page-fault timeouts: the pager of the %s has been asked, and does not answer",
    (missing) => {
      const s = new Couple(place);
      const within = { sendPageFault: s.ms, receivePageFault: s.ms };
      s.transfer(missing, within, within);
      s.tick(1);
      expect(s.wait(s.sigma0)?.[1], "the time begins anew").toBe(missing === "sender" ? s.a : s.b);
      s.tick(1);
      expect(s.stateOf(s.a)).toBe("held");
      s.tick(2);
      const its = missing === "sender" ? code.receivePageFaultTimeout : code.sendPageFaultTimeout;
      expect(s.codes).toEqual(both(its));
      expect(s.send(s.sigma0, missing === "sender" ? s.a : s.b, { send: 0 })?.[0]).toBe(
        code.timeout + IN_SEND_PHASE,
      );
    },
  );

  test("map failed: both are told, and nothing else has come", () => {
    const s = new Couple(place);
    s.receive(s.b, s.a, { accept: 3 * s.page });
    s.call(s.a, s.b, { item: 5 * s.page });
    expect([s.told(s.a), s.told(s.b)]).toEqual([
      [code.mapFailed + IN_SEND_PHASE, NIL, 0, 0],
      [code.mapFailed, NIL, 0, 0],
    ]);
  });

  test("other calls: no partner for what is not the caller's to ask, map failed for what cannot be", () => {
    const s = new Couple(place);
    expect(s.unmap(s.a, 5 * s.page)?.[0]).toBe(code.mapFailed);
    expect(s.unmap(s.sigma0, s.page | FLUSH)?.[0], "sigma0 gives nothing up").toBe(code.mapFailed);
    expect(s.exRegs(s.a, s.b)?.[0]).toBe(code.noPartner);
    expect(s.exRegs(s.a, s.id(3))?.[0]).toBe(code.noPartner);
    expect(s.schedule(s.a, s.id(3))?.[0]).toBe(code.noPartner);
    expect(s.threadSwitch(s.a, s.id(3))?.[0]).toBe(code.noPartner);
    expect(s.taskNew(s.a, s.b, NIL)?.[0]).toBe(code.noPartner);
  });
});

describe.each(everyPlace)("message cut on $title", (place) => {
  test("there are fewer words than are sent: the others are delivered", () => {
    const s = new Couple(place);
    s.prepare(s.a, s.page, { room: [4, 0], sent: [4, 0] });
    s.write(s.a, s.direct(s.page), [1, 2, 3, 4]);
    s.prepare(s.b, s.page, { room: [3, 0] });
    s.receive(s.b, s.a, { room: s.page });
    s.call(s.a, s.b, { message: s.page });
    expect(s.codes).toEqual(both(code.cut));
    expect(s.told(s.b)?.[1]).toBe(s.a);
    expect(s.read(s.b, s.direct(s.page), 4)).toEqual([1, 2, 3, 0]);
  });

  test("there is no room at all", () => {
    const s = new Couple(place);
    s.prepare(s.a, s.page, { room: [1, 0], sent: [1, 0] });
    s.receive(s.b, s.a);
    s.call(s.a, s.b, { message: s.page });
    expect(s.codes).toEqual(both(code.cut));
  });

  test("there are fewer strings than are sent", () => {
    const s = new Couple(place);
    s.prepare(s.a, s.page, { room: [0, 1], sent: [0, 1], strings: [[8, 0, 0, 0]] });
    s.prepare(s.b, s.page, { room: [1, 0] });
    s.receive(s.b, s.a, { room: s.page });
    s.call(s.a, s.b, { message: s.page });
    expect(s.codes).toEqual(both(code.cut));
  });

  test("a string is longer than its buffer", () => {
    const s = new Couple(place);
    const at = s.page + 32;
    s.prepare(s.a, s.page, { room: [0, 1], sent: [0, 1], strings: [[8, at, 0, 0]] });
    s.write(s.a, at, [5, 6]);
    s.prepare(s.b, s.page, { room: [0, 1], strings: [[0, 0, 4, at]] });
    s.receive(s.b, s.a, { room: s.page });
    s.call(s.a, s.b, { message: s.page });
    expect(s.codes).toEqual(both(code.cut));
    expect(s.read(s.b, at, 2)).toEqual([5, 0]);
  });

  test("strings are sent to a pager's client: it goes on, the pager is told", () => {
    const s = new Couple(place);
    s.touch(s.a, 5 * s.page);
    s.receive(s.sigma0, s.a);
    s.prepare(s.sigma0, 3 * s.page, { room: [1, 0], sent: [1, 0] });
    expect(s.send(s.sigma0, s.a, { message: 3 * s.page, item: 4 * s.page })?.[0]).toBe(
      code.cut + IN_SEND_PHASE,
    );
    expect(s.touch(s.a, 5 * s.page)).toBe(true);
  });
});

test("these are all codes", () => {
  expect([...codes].sort((a, b) => a - b)).toEqual([
    0, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x80, 0x90, 0xa0, 0xb0, 0xc0, 0xd0, 0xe0, 0xf0,
  ]);
});
