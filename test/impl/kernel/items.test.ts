/** Pages that travel in messages: to where they are accepted, on what conditions, and what the TLB knows of it. */
import { describe, expect, test } from "vitest";
import { ACCEPT, code, FLUSH, GRANT, IN_SEND_PHASE, NIL } from "../../../impl/kernel/abi.js";
import { Couple } from "./couple.js";
import { everyPlace } from "./scene.js";

/** What the sender and the receiver of an item are told that cannot be. */
const REFUSED = [code.mapFailed + IN_SEND_PHASE, code.mapFailed];

describe.each(everyPlace)("items on $title", (place) => {
  test("map: both have the page, and the sender may take it back", () => {
    const s = new Couple(place);
    s.receive(s.b, s.a, { accept: 3 * s.page });
    expect(s.send(s.a, s.b, { item: s.page })?.[0]).toBe(code.ok);
    expect(s.frame(s.b, 3 * s.page)).toBe(s.frame(s.a, s.page));
    expect(s.touch(s.b, 3 * s.page, true)).toBe(true);
    expect(s.unmap(s.a, s.page)?.[0]).toBe(code.ok);
    expect([s.frame(s.a, s.page), s.frame(s.b, 3 * s.page)]).toEqual([1, -1]);
  });

  test("grant: the sender has it no longer", () => {
    const s = new Couple(place);
    s.wait(s.b, { accept: 3 * s.page });
    expect(s.send(s.a, s.b, { item: s.page | GRANT })?.[0]).toBe(code.ok);
    expect([s.frame(s.a, s.page), s.frame(s.b, 3 * s.page)]).toEqual([-1, 1]);
    s.unmap(s.sigma0, s.page);
    expect(s.frame(s.b, 3 * s.page), "it is sigma0's still").toBe(-1);
  });

  test("the receiver's message says where, and the bits below the page do not count", () => {
    const s = new Couple(place);
    s.prepare(s.b, s.page, { accept: 3 * s.page + 8 });
    s.receive(s.b, s.a, { room: s.page });
    s.call(s.a, s.b, { item: s.page + 12 });
    expect(s.frame(s.b, 3 * s.page)).toBe(1);
    expect(s.told(s.b)).toEqual([code.ok, s.a, 0, place.design.registers ? s.page + 12 : 0]);
  });

  test("who accepts none gets none, and the message comes nevertheless", () => {
    const s = new Couple(place);
    s.write(s.b, s.page, [4 * s.page]);
    s.wait(s.b, { room: s.page });
    expect(s.send(s.a, s.b, { item: s.page, words: [6, 0] })?.[0]).toBe(code.ok);
    expect([s.code(s.b), s.frame(s.b, 3 * s.page), s.frame(s.b, 4 * s.page)]).toEqual([code.ok, -1, -1]);
    s.wait(s.b, { accept: 3 * s.page });
    s.send(s.a, s.b);
    expect([s.code(s.b), s.frame(s.b, 3 * s.page)]).toEqual([code.ok, -1]);
  });

  test("sigma refuses: not mapped, onto sigma0, onto its own origin, beyond user space", () => {
    const s = new Couple(place);
    const refused = (item: number, accept: number): readonly unknown[] => {
      s.receive(s.b, s.a, { accept });
      return [s.send(s.a, s.b, { item })?.[0], s.told(s.b)];
    };
    const both = [code.mapFailed + IN_SEND_PHASE, [code.mapFailed, NIL, 0, 0]];
    expect(refused(5 * s.page, 3 * s.page)).toEqual(both);
    expect(refused(s.page, s.k.at.userEnd)).toEqual(both);
    expect(refused(s.k.at.userEnd, 3 * s.page)).toEqual(both);
    s.receive(s.sigma0, s.a, { accept: 3 * s.page });
    expect([s.send(s.a, s.sigma0, { item: s.page })?.[0], s.code(s.sigma0)]).toEqual(REFUSED);
    s.give(s.a, s.b, s.page, 3 * s.page);
    s.receive(s.a, s.b, { accept: s.page });
    expect([s.send(s.b, s.a, { item: (3 * s.page) | GRANT })?.[0], s.code(s.a)]).toEqual(REFUSED);
    expect([s.frame(s.a, s.page), s.frame(s.b, 3 * s.page)]).toEqual([1, 1]);
    s.receive(s.a, s.b, { accept: s.page });
    expect([s.send(s.b, s.a, { item: 3 * s.page })?.[0], s.code(s.a)]).toEqual(REFUSED);
    s.receive(s.sigma0, s.a, { accept: 3 * s.page });
    expect([s.send(s.a, s.sigma0, { item: s.page | GRANT })?.[0], s.code(s.sigma0)]).toEqual(REFUSED);
    expect([s.frame(s.a, s.page), s.frame(s.b, 3 * s.page)]).toEqual([1, 1]);
    s.receive(s.b, s.sigma0, { accept: 4 * s.page });
    expect([s.send(s.sigma0, s.b, { item: s.page | GRANT })?.[0], s.code(s.b)]).toEqual(REFUSED);
  });

  test("the target is occupied: what was there goes, with all that derived from it", () => {
    const s = new Couple(place);
    s.give(s.sigma0, s.a, 4 * s.page, 4 * s.page);
    s.give(s.a, s.b, s.page, 3 * s.page);
    s.give(s.b, s.a, 3 * s.page, 5 * s.page);
    s.give(s.sigma0, s.b, 6 * s.page, 3 * s.page);
    expect([s.frame(s.b, 3 * s.page), s.frame(s.a, 5 * s.page)]).toEqual([6, -1]);
    s.receive(s.b, s.a, { accept: 3 * s.page });
    expect(s.send(s.a, s.b, { item: (4 * s.page) | GRANT })?.[0]).toBe(code.ok);
    expect([s.frame(s.b, 3 * s.page), s.frame(s.a, 4 * s.page)]).toEqual([4, -1]);
  });

  test("within one task, and the TLB forgets what it knew of the page", () => {
    const s = new Couple(place);
    const c = s.thread(s.a, 1, 1);
    s.give(s.sigma0, s.a, 4 * s.page, 4 * s.page);
    expect([s.touch(s.a, s.page), s.touch(s.a, 4 * s.page)]).toEqual([true, true]);
    s.receive(c, s.a, { accept: s.page });
    expect(s.send(s.a, c, { item: 4 * s.page })?.[0]).toBe(code.ok);
    expect(s.code(c)).toBe(code.ok);
    s.write(s.a, 4 * s.page, [77]);
    let word = 0;
    s.as(s.a).cpu.at(0);
    word = s.cpu.load(s.page);
    expect([word, s.cpu.faulted]).toEqual([77, false]);
  });

  test("fpage_unmap of a page that the TLB knows: the next access faults", () => {
    const s = new Couple(place);
    expect(s.touch(s.a, s.page, true)).toBe(true);
    expect(s.unmap(s.a, s.page | FLUSH)?.[0]).toBe(code.ok);
    expect(s.touch(s.a, s.page, true)).toBe(false);
    expect(s.receive(s.sigma0, s.a)?.slice(1, 3)).toEqual([s.a, s.page | 2]);
  });

  test("a page fault: the pager is told address and EIP, and its page resolves it", () => {
    const s = new Couple(place);
    expect(s.touch(s.a, 5 * s.page + 8)).toBe(false);
    const [how, from, word] = s.receive(s.sigma0, s.a) ?? [];
    expect([how, from, word]).toEqual([code.ok, s.a, 5 * s.page + 8]);
    expect(s.stateOf(s.a)).toBe("awaiting");
    expect(s.send(s.b, s.a, { item: s.page, send: 0 })?.[0], "only the pager").toBe(
      code.timeout + IN_SEND_PHASE,
    );
    expect(s.send(s.sigma0, s.a, { item: 6 * s.page, send: 0 })?.[0]).toBe(code.ok);
    expect([s.touch(s.a, 5 * s.page + 8), s.frame(s.a, 5 * s.page)]).toEqual([true, 6]);
  });

  test("a page fault, while the pager waits; the answer brings nothing, or what cannot be: it faults again", () => {
    const s = new Couple(place);
    s.wait(s.sigma0);
    s.touch(s.a, 5 * s.page);
    expect(s.told(s.sigma0)?.slice(0, 3)).toEqual([code.ok, s.a, 5 * s.page]);
    s.send(s.sigma0, s.a);
    expect(s.touch(s.a, 5 * s.page)).toBe(false);
    s.wait(s.sigma0);
    expect(s.send(s.sigma0, s.a, { item: s.k.at.userEnd })?.[0]).toBe(code.mapFailed + IN_SEND_PHASE);
    expect(s.touch(s.a, 5 * s.page)).toBe(false);
  });

  test("a page fault of a thread that has no pager: nothing comes of it", () => {
    const s = new Couple(place);
    const beyond = s.k.at.userEnd - s.page;
    expect(s.touch(s.sigma0, beyond)).toBe(false);
    expect([s.current, s.stateOf(s.sigma0)]).toEqual([s.sigma0, "ready"]);
    expect(s.touch(s.sigma0, beyond, true)).toBe(false);
  });

  test("user code cannot touch the window, the kernel's memory or TCBs", () => {
    for (const at of ["window", "physical", "tcbs"] as const) {
      const s = new Couple(place);
      expect(s.touch(s.a, s.k.at[at])).toBe(false);
      expect(s.stateOf(s.a)).toBe("faulting");
      expect(s.receive(s.sigma0, s.a)?.[2]).toBe(s.k.at[at]);
      expect(s.send(s.sigma0, s.a, { item: 6 * s.page })?.[0], "nor can it be mapped there").toBe(REFUSED[0]);
    }
  });

  test("the bit that accepts is not part of the address", () => {
    const s = new Couple(place);
    s.write(s.b, s.page, [ACCEPT]);
    s.wait(s.b, { room: s.page });
    expect(s.send(s.a, s.b, { item: s.page })?.[0]).toBe(code.ok);
    expect(s.frame(s.b, 0)).toBe(1);
  });
});
