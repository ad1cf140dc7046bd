/** Clans: who is nearest, and to whom a message goes first. */
import { describe, expect, test } from "vitest";
import { code, NIL } from "../../../impl/kernel/abi.js";
import type { ThreadId } from "../../../impl/kernel/kernel.js";
import { everyPlace, type Place } from "./scene.js";
import { Story } from "./story.js";

/** sigma0 has a and b, a has c. */
class Clans extends Story {
  readonly a: ThreadId;
  readonly b: ThreadId;
  readonly c: ThreadId;

  constructor(place: Place) {
    super(place);
    this.a = this.task(1);
    this.b = this.task(2);
    this.c = this.task(3, this.a);
  }
}

describe.each(everyPlace)("clans on $title", (place) => {
  test("oneself, one's own, chief and clan are near; beyond a border it is the chief on the way", () => {
    const s = new Clans(place);
    const d = s.thread(s.a, 1, 1);
    const from = (me: ThreadId, ...others: ThreadId[]) => others.map((to) => s.nearest(me, to));
    expect(from(s.a, NIL, s.a, d, s.b, s.c, s.sigma0)).toEqual([s.a, s.a, d, s.b, s.c, s.sigma0]);
    expect(from(s.b, s.c, s.a, d)).toEqual([s.a, s.a, d]);
    expect(from(s.sigma0, s.c)).toEqual([s.a]);
    expect(from(s.c, s.a, s.b, s.sigma0)).toEqual([s.a, s.a, s.a]);
  });

  test("what is no thread of a task that is there stays as it is", () => {
    const s = new Clans(place);
    s.taskNew(s.sigma0, s.b, NIL);
    for (const id of [s.b, 2, s.id(2, 0, 5)]) expect(s.nearest(s.c, id)).toBe(id);
  });

  test("a message over the border reaches the chief, with the true sender; and its answer comes back the same way", () => {
    const s = new Clans(place);
    s.wait(s.a);
    expect(s.call(s.c, s.b, { words: [1, 2] })).toBe(undefined);
    expect(s.told(s.a)?.[1]).toBe(s.c);
    s.wait(s.b);
    expect(s.send(s.a, s.b)?.[0]).toBe(code.ok);
    expect(s.told(s.b)?.[1]).toBe(s.a);
    expect(s.send(s.a, s.c, { send: 0 })?.[0]).toBe(code.ok);
    expect(s.told(s.c)?.[1]).toBe(s.a);
  });

  test("a receive from beyond the border is one from the chief", () => {
    const s = new Clans(place);
    s.receive(s.c, s.b);
    expect(s.send(s.a, s.c, { send: 0 })?.[0]).toBe(code.ok);
  });

  test("a page fault goes to the chief's first thread, which maps what it has", () => {
    const s = new Clans(place);
    s.touch(s.c, 2 * s.page);
    expect(s.wait(s.a)?.slice(1, 3)).toEqual([s.c, 2 * s.page]);
    expect(s.send(s.a, s.c, { item: 0 })?.[0]).toBe(code.ok);
    expect(s.touch(s.c, 2 * s.page)).toBe(true);
  });

  test("a pager that is no more: who has asked it is gone with it, and others go on", () => {
    const s = new Clans(place);
    s.touch(s.c, 2 * s.page);
    s.send(s.b, s.c);
    expect(s.taskNew(s.sigma0, s.a, NIL)?.[0]).toBe(code.ok);
    expect(s.code(s.b), "who sent to its clan has waited for the chief").toBe(code.noPartner);
    expect(s.send(s.sigma0, s.c)?.[0]).toBe(code.noPartner);
  });
});

test.each(everyPlace.filter(({ g }) => !g.codeInMemory))(
  "a chief without a first thread is no pager, on $title: the thread faults again",
  (place) => {
    const s = new Story(place);
    s.taskNew(s.sigma0, s.id(1), s.sigma0);
    const second = s.thread(s.sigma0, 1, 1);
    expect(s.taskNew(second, s.id(2), second)?.[0]).toBe(code.ok);
    const c = s.thread(second, 2, 0);
    expect([s.touch(c, 0), s.current, s.stateOf(c)]).toEqual([false, c, "ready"]);
    expect([s.touch(c, 0), s.current]).toEqual([false, c]);
  },
);
