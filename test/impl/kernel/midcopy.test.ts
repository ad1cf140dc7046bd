/** Interrupts in the middle of a copy: others run, of the same space and of others, and it goes on where it was. */
import { describe, expect, test } from "vitest";
import { ESI } from "../../../impl/i486/index.js";
import { code, IN_SEND_PHASE, IPC, NIL, THREAD_SWITCH } from "../../../impl/kernel/abi.js";
import { goOn } from "../../../impl/kernel/enter.js";
import type { ThreadId } from "../../../impl/kernel/kernel.js";
import { COPIED, SPACE, WINDOW_AT } from "../../../impl/kernel/tcb.js";
import { directoryWord } from "../../../impl/kernel/window.js";
import { type Couple, Pages, text } from "./couple.js";
import { everyPlace } from "./scene.js";

/** The couple and a thread of the same task, which may have something to say to b's task too. */
class Crowd extends Pages {
  readonly c = this.thread(this.a, 1, 1);
  readonly d = this.thread(this.b, 2, 1);
  /** Words of each message. */
  readonly count = this.page / 4 - 1;

  /** The words of the window in the directory of task 1; and whether the TLB knows anything of it. */
  get window(): readonly [number, number, boolean] {
    const { cpu, k } = this;
    const { pageBytes, tableEntries } = cpu.geometry;
    const [first, second] = [0, 1].map((n) =>
      this.look(directoryWord(k, this.word(this.a, SPACE), k.at.window / this.region + n)),
    );
    const pages = Array.from({ length: 2 * tableEntries }, (_, n) => k.at.window / pageBytes + n);
    return [first ?? 0, second ?? 0, pages.some((page) => cpu.tlb.holds(page))];
  }

  /** `from` begins a copy, and the timer stops it after the first words. The processor then rests in the copy. */
  halfWay(from: ThreadId, to: ThreadId, at = this.at): void {
    this.prepare(from, at, { room: [this.count, 1], sent: [this.count, 0] });
    this.prepare(to, at, { room: [this.count, 1] });
    this.receive(to, from, { room: at });
    this.as(from);
    this.cpu.raise(0);
    this.int(IPC, this.registers(to, true, undefined, { message: at }));
  }
}

describe.each(everyPlace.filter(({ design }) => design.window))(
  "interrupts in mid-copy on $title",
  (place) => {
    test("the copy is stopped, and goes on where it was", () => {
      const s = new Crowd(place);
      s.write(s.a, 2 * s.page, text(s.count));
      s.halfWay(s.a, s.b);
      expect([s.machine.rest, s.current]).toEqual(["copying", s.a]);
      s.proceed();
      expect(s.word(s.a, COPIED)).toBeGreaterThan(0);
      expect(s.word(s.a, COPIED)).toBeLessThan(s.count);
      s.settle();
      expect(s.codes).toEqual([code.ok, code.ok]);
      expect(s.read(s.b, 2 * s.page, s.count)).toEqual(text(s.count));
    });

    test("a thread of the same space copies in between, to another space: the window is another, and comes back", () => {
      const s = new Crowd(place);
      const e = s.task(3);
      s.give(s.sigma0, e, 8 * s.page, s.page);
      s.give(s.sigma0, e, 9 * s.page, 2 * s.page);
      s.write(s.a, 2 * s.page, text(s.count));
      s.prepare(e, s.at, { room: [s.count, 1] });
      s.wait(e, { room: s.at });
      s.halfWay(s.a, s.b);
      endOfSlice(s, s.a);
      expect([s.stateOf(s.a), s.machine.rest]).toEqual(["giving", "user"]);
      expect(s.window, "closed").toEqual([0, 0, false]);
      expect(s.send(s.c, e, { message: s.at })?.[0]).toBe(code.ok);
      expect(s.code(e)).toBe(code.ok);
      expect([s.codes, s.read(s.b, 2 * s.page, s.count)]).toEqual([[code.ok, code.ok], text(s.count)]);
      expect(s.read(e, 2 * s.page, s.count)).toEqual(text(s.count));
    });

    test("two of one space copy in turns, a few words each", () => {
      const s = new Crowd(place);
      s.write(s.a, 2 * s.page, text(s.count));
      s.prepare(s.b, s.at + s.page, { room: [s.count, 1] });
      s.receive(s.d, s.c, { room: s.at + s.page });
      s.halfWay(s.a, s.b);
      endOfSlice(s, s.a);
      s.as(s.c).cpu.raise(0);
      s.int(IPC, s.registers(s.d, true, undefined, { message: s.at }));
      const turns = takeTurns(s);
      expect(turns.indexOf(s.a)).toBeLessThan(turns.lastIndexOf(s.c));
      expect(turns.indexOf(s.c)).toBeLessThan(turns.lastIndexOf(s.a));
      expect([s.code(s.a), s.code(s.b), s.code(s.c), s.code(s.d)]).toEqual([0, 0, 0, 0]);
      expect(s.read(s.b, 2 * s.page, s.count)).toEqual(text(s.count));
      expect(s.read(s.d, 3 * s.page, s.count)).toEqual(text(s.count));
    });

    test("it is stopped again and again, and not only by what is taken", () => {
      const s = new Crowd(place);
      s.write(s.a, 2 * s.page, text(s.count));
      s.halfWay(s.a, s.b);
      for (let n = 0; n < 3; n++) goOn(s.k, "copying");
      expect(s.machine.rest).toBe("copying");
      s.settle();
      expect([s.codes, s.read(s.b, 2 * s.page, s.count)]).toEqual([[code.ok, code.ok], text(s.count)]);
    });

    test("after a copy the sender goes on in its space, and copies to another: not to the first", () => {
      const s = new Crowd(place);
      const e = s.task(3);
      s.give(s.sigma0, e, 8 * s.page, s.page);
      s.give(s.sigma0, e, 9 * s.page, 2 * s.page);
      s.write(s.a, 2 * s.page, text(s.count));
      s.send(s.c, s.a);
      s.prepare(s.a, s.at, { room: [s.count, 1], sent: [s.count, 0] });
      for (const to of [s.b, e]) s.prepare(to, s.at, { room: [s.count, 1] });
      s.wait(s.b, { room: s.at });
      s.wait(e, { room: s.at });
      s.begin(s.a, IPC, s.registers(s.b, true, "any", { message: s.at }));
      expect(s.told(s.a)?.[1], "a meets one of its own space: no switch").toBe(s.c);
      s.write(s.b, 2 * s.page, text(s.count, 500));
      expect(s.send(s.a, e, { message: s.at })?.[0]).toBe(code.ok);
      expect(s.read(e, 2 * s.page, s.count)).toEqual(text(s.count));
      expect(s.read(s.b, 2 * s.page, s.count)).toEqual(text(s.count, 500));
    });

    test("it goes on in the second region of its window, which begins in the region where the string begins", () => {
      const s = new Crowd(place);
      const [words, to] = [(2 * s.page) / 4, s.region - s.page];
      s.give(s.sigma0, s.b, 6 * s.page, to);
      s.give(s.sigma0, s.b, 7 * s.page, s.region);
      s.write(s.a, 2 * s.page, text(words));
      s.prepare(s.a, s.at, { room: [0, 1], sent: [0, 1], strings: [[4 * words, 2 * s.page, 0, 0]] });
      s.prepare(s.b, s.at, { room: [0, 1], strings: [[0, 0, 4 * words, to]] });
      s.receive(s.b, s.a, { room: s.at });
      s.as(s.a).cpu.raise(0);
      s.int(IPC, s.registers(s.b, true, undefined, { message: s.at }));
      while (s.word(s.a, COPIED) <= words / 2) goOnAMoment(s);
      endOfSlice(s, s.a);
      expect([s.stateOf(s.a), s.window]).toEqual(["giving", [0, 0, false]]);
      s.cpu.raise(0);
      s.int(THREAD_SWITCH, [[ESI, s.a]]);
      expect([s.machine.rest, s.current, s.word(s.a, WINDOW_AT)]).toEqual(["copying", s.a, 0]);
      goOnAMoment(s);
      expect([s.window[0], s.word(s.a, WINDOW_AT)], "the first word is not needed any more").toEqual([0, 0]);
      s.settle();
      expect([s.codes, s.read(s.b, to, words)]).toEqual([[code.ok, code.ok], text(words)]);
    });

    test("the receiver's task is deleted while the copy waits", () => {
      const s = new Crowd(place);
      s.halfWay(s.a, s.b);
      endOfSlice(s, s.a);
      s.taskNew(s.sigma0, s.b, NIL);
      expect(s.code(s.a)).toBe(code.aborted + IN_SEND_PHASE);
    });

    test("the receiver's page is taken back while the copy waits: its pager is asked for it again", () => {
      const s = new Crowd(place);
      s.halfWay(s.a, s.b);
      endOfSlice(s, s.a);
      s.unmap(s.d, 2 * s.page, true);
      expect(s.told(s.a)).toBe(undefined);
      expect(s.wait(s.sigma0)?.slice(1, 3)).toEqual([s.b, (2 * s.page + 4 * s.word(s.a, COPIED)) | 2]);
      expect(s.stateOf(s.a)).toBe("held");
    });
  },
);

/** The copy goes on, until the timer stops it after a few words. */
function goOnAMoment(s: Crowd): void {
  s.cpu.raise(0);
  goOn(s.k, "copying");
}

/** Each copy is stopped by a tick whenever it has moved a few words; other threads than those that copy do nothing. Who copied? */
function takeTurns(s: Crowd): ThreadId[] {
  const turns: ThreadId[] = [];
  for (let n = 0; n < 2000 && [s.a, s.c].some((id) => s.stateOf(id) === "giving"); n++) {
    s.cpu.raise(0);
    if (s.machine.rest === "copying") {
      turns.push(s.current);
      goOn(s.k, "copying");
    }
    if (s.machine.isDue) s.proceed();
  }
  s.settle();
  return turns;
}

/** The time slice of a thread ends that copies, and somebody else runs. */
function endOfSlice(s: Couple, id: ThreadId): void {
  s.proceed();
  for (let n = 0; n < 20 && s.current === id; n++) {
    s.cpu.raise(0);
    s.proceed();
  }
}
