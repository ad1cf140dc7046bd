/** Who runs next: straight switches, ready lists, priorities, time slices; and nobody. */
import { describe, expect, test } from "vitest";
import { EDX, ESI, Ledger } from "../../../impl/i486/index.js";
import {
  code,
  IPC,
  NIL,
  priorityOf,
  schedule,
  sliceOf,
  THREAD_SCHEDULE,
  THREAD_SWITCH,
  UNCHANGED,
} from "../../../impl/kernel/abi.js";
import type { ThreadId } from "../../../impl/kernel/kernel.js";
import { readyHead } from "../../../impl/kernel/lists.js";
import { PRIORITY, READY_NEXT, SLICE, state } from "../../../impl/kernel/tcb.js";
import { Couple } from "./couple.js";
import { everyPlace, type Place } from "./scene.js";

/** Four priorities, everywhere; a and b, and a third and a fourth task of one thread. */
class Many extends Couple {
  readonly c: ThreadId;

  constructor(place: Place) {
    super(place, { priorities: 4 });
    this.c = this.task(3);
  }

  /** Priorities; sigma0 has 3, and waits in the end. */
  with(priorities: readonly (readonly [ThreadId, number])[], slice = 0): this {
    for (const [id, its] of priorities) this.schedule(this.sigma0, id, schedule(its, slice));
    this.begin(this.sigma0, IPC, this.registers(NIL, false, "any", {}));
    return this;
  }

  ready(priority: number): ThreadId[] {
    return this.list(readyHead(this.k, priority), READY_NEXT);
  }

  /** A call after which it does not matter that the caller is told. */
  says(me: ThreadId, to: ThreadId, waits: boolean): void {
    this.begin(me, IPC, this.registers(to, true, waits ? "same" : undefined, {}));
  }
}

describe.each(everyPlace)("who runs on $title", (place) => {
  const { directSwitch, lazyScheduling, lazyWakeups, registers } = place.design;

  test("who calls a thread that waits gives it the processor", () => {
    const s = new Many(place);
    s.wait(s.b);
    s.says(s.a, s.b, true);
    expect(directSwitch ? [s.current] : [s.current, ...s.ready(3)]).toContain(s.b);
  });

  test("who only sends gives it the processor too, and stays ready", () => {
    const s = new Many(place);
    s.wait(s.b);
    s.says(s.a, s.b, false);
    expect(s.current).toBe(directSwitch ? s.b : s.a);
    expect(s.ready(3)).toContain(directSwitch ? s.a : s.b);
  });

  test("a receiver of lower priority has to wait for those between, one of the same or a higher one has not", () => {
    for (const [its, others] of [
      [0, "c"],
      [2, "b"],
      [3, "b"],
    ] as const) {
      const s = new Many(place);
      s.wait(s.b);
      s.with([
        [s.b, its],
        [s.c, 1],
        [s.a, 2],
      ]);
      expect(s.current).toBe(s.a);
      s.says(s.a, s.b, true);
      expect(s.current, `of priority ${its}`).toBe(s[others]);
    }
  });

  test("a receiver of higher priority runs at once, even if nothing is switched directly", () => {
    const s = new Many(place);
    s.wait(s.b);
    s.with([
      [s.c, 1],
      [s.a, 2],
    ]);
    s.says(s.a, s.b, false);
    expect(s.current).toBe(s.b);
    expect(s.ready(2)).toContain(s.a);
  });

  test("a receiver of lower priority does not run before one who has only sent", () => {
    const s = new Many(place);
    s.wait(s.b);
    s.with([
      [s.b, 0],
      [s.c, 1],
      [s.a, 2],
    ]);
    s.says(s.a, s.b, false);
    expect(s.current).toBe(s.a);
  });

  test("who blocks stays in the ready list, until the dispatcher meets it; or does not, if lists are exact", () => {
    const s = new Many(place);
    s.begin(s.a, THREAD_SWITCH, [[ESI, s.b]]);
    s.begin(s.b, THREAD_SWITCH, [[ESI, s.a]]);
    expect(s.ready(3)).toContain(s.a);
    s.wait(s.c);
    s.as(s.a).begin(s.a, IPC, s.registers(s.b, true, "same", {}));
    if (s.current !== s.b) s.as(s.b);
    expect(s.stateOf(s.a)).toBe("sending");
    s.begin(s.b, IPC, s.registers(s.sigma0, false, "same", {}));
    s.begin(s.sigma0, IPC, s.registers(s.b, false, "same", { receive: s.ms }));
    expect([s.current, s.ready(3)]).toEqual([NIL, []]);
  });

  test("a thread that is called and blocks again is in no list, or was and is still", () => {
    const s = new Many(place);
    s.wait(s.b);
    s.as(s.a);
    const before = s.ready(3).filter((id) => id !== s.sigma0 && id !== s.c);
    s.says(s.a, s.b, true);
    s.says(s.b, s.a, true);
    const after = s.ready(3).filter((id) => id !== s.sigma0 && id !== s.c);
    const isShort = lazyScheduling && directSwitch && lazyWakeups && registers;
    if (isShort) expect(after).toEqual(before);
    if (!lazyScheduling) expect(after).toEqual([s.a]);
  });

  test("time slices: threads of one priority take turns, others never", () => {
    const s = new Many(place);
    s.with(
      [
        [s.c, 1],
        [s.b, 2],
        [s.a, 2],
      ],
      3 * s.ms,
    );
    const order: ThreadId[] = [];
    for (let n = 0; n < 12; n++) {
      order.push(s.current);
      s.tick();
    }
    const [one, two] = s.current === s.a ? [s.a, s.b] : [s.b, s.a];
    expect(order).toEqual([one, one, one, two, two, two, one, one, one, two, two, two]);
  });

  test("a time slice of 0 does not end", () => {
    const s = new Many(place);
    s.with([
      [s.c, 1],
      [s.a, 2],
      [s.b, 2],
    ]);
    const first = s.current;
    s.tick(30);
    expect([s.current, s.word(first, SLICE)]).toEqual([first, 0]);
  });

  test("who sleeps runs at once when it wakes, if it has the highest priority", () => {
    const s = new Many(place);
    s.sleep(s.b, s.ms);
    s.with([
      [s.c, 1],
      [s.a, 2],
    ]);
    s.tick();
    expect(s.current).toBe(s.a);
    s.tick();
    expect([s.current, s.code(s.b)]).toEqual([s.b, code.timeout]);
    s.sleep(s.b);
    expect(s.current).toBe(s.a);
  });
});

describe.each(everyPlace)("thread_switch and thread_schedule on $title", (place) => {
  test("to a thread: it runs, whatever its priority; oneself goes on", () => {
    const s = new Many(place);
    s.schedule(s.sigma0, s.b, schedule(0, 0));
    s.begin(s.a, THREAD_SWITCH, [[ESI, s.b]]);
    expect(s.current).toBe(s.b);
    s.begin(s.b, THREAD_SWITCH, [[ESI, s.b]]);
    expect(s.current).toBe(s.b);
    s.tick();
    expect(s.current, "until the next tick").not.toBe(s.b);
  });

  test("to one that waits, or is not there: no", () => {
    const s = new Many(place);
    s.wait(s.b);
    expect(s.threadSwitch(s.a, s.b)?.[0]).toBe(code.noPartner);
    expect(s.threadSwitch(s.a, s.id(2, 1))?.[0]).toBe(code.noPartner);
    expect(s.current).toBe(s.a);
  });

  test("to whom it may be: the next one of the same priority", () => {
    const s = new Many(place);
    const seen = new Set<ThreadId>();
    for (let n = 0; n < 4; n++) {
      seen.add(s.current);
      s.begin(s.current, THREAD_SWITCH, [[ESI, NIL]]);
    }
    expect(seen).toEqual(new Set([s.sigma0, s.a, s.b, s.c]));
  });

  test("what a thread does, its priority and its time slice are told to everybody", () => {
    const s = new Many(place);
    const slice = s.k.size.slice;
    s.send(s.b, s.c);
    expect(s.schedule(s.a, s.b)).toEqual([code.ok, s.b, state.sending, schedule(3, slice)]);
    expect(s.schedule(s.a, s.a)).toEqual([code.ok, s.a, state.ready, schedule(3, slice)]);
    expect([priorityOf(schedule(3, slice)), sliceOf(schedule(3, slice))]).toEqual([3, slice]);
  });

  test("they are set by those who control it, to at most their own priority", () => {
    const s = new Many(place);
    const d = s.thread(s.a, 1, 1);
    expect(s.schedule(s.a, d, schedule(2, 7))?.[0]).toBe(code.ok);
    expect(s.schedule(s.a, d, UNCHANGED)?.slice(2)).toEqual([state.ready, schedule(2, 7)]);
    expect(s.schedule(s.sigma0, s.a, schedule(2, 0))?.[0]).toBe(code.ok);
    expect(s.schedule(s.b, s.a, schedule(1, 0))?.[0]).toBe(code.noPartner);
    for (const id of [s.sigma0, s.b, s.c]) s.begin(id, IPC, s.registers(NIL, false, "same", {}));
    expect(s.schedule(s.a, d, schedule(3, 0))?.[0]).toBe(code.noPartner);
    expect(s.word(d, PRIORITY)).toBe(2);
    expect(s.schedule(s.a, s.id(0, 1), UNCHANGED)?.[0]).toBe(code.noPartner);
  });

  test("a ready thread moves to another list; who lowers itself makes way", () => {
    const s = new Many(place).with([]);
    const [first, other] = s.current === s.a ? [s.a, s.b] : [s.b, s.a];
    const d = s.thread(first, first === s.a ? 1 : 2, 1);
    s.schedule(first, d, schedule(1, 0));
    expect(s.ready(1)).toEqual([d]);
    expect(s.ready(3)).toContain(other);
    s.as(first).int(THREAD_SCHEDULE, [
      [ESI, first],
      [EDX, schedule(2, 0)],
    ]);
    expect(s.current).not.toBe(first);
    expect(s.ready(2)).toEqual([first]);
  });
});

describe.each(everyPlace)("nobody runs on $title", (place) => {
  /** How often CR3 is loaded meanwhile. */
  const loads = (s: Couple, act: () => void): number => {
    const ledger = new Ledger();
    s.cpu.attach(ledger);
    act();
    s.cpu.attach();
    return ledger.entries.filter(({ instruction }) => instruction === "mov cr3,eax").length;
  };
  const sleep = (s: Couple, id: ThreadId, ms: number) =>
    s.begin(id, IPC, s.registers(NIL, false, "same", { receive: ms }));

  test("the last one's space stays loaded: when it is the next one, nothing is loaded", () => {
    const s = new Couple(place);
    s.begin(s.sigma0, IPC, s.registers(NIL, false, "any", {}));
    s.begin(s.b, IPC, s.registers(NIL, false, "any", {}));
    s.as(s.a);
    const seen = loads(s, () => {
      sleep(s, s.a, s.ms);
      expect([s.machine.rest, s.current]).toEqual(["idle", NIL]);
      s.tick(2);
    });
    expect([s.current, seen]).toEqual([s.a, 0]);
    sleep(s, s.a, 5 * s.ms);
    s.cpu.raise(3);
    s.settle();
    expect(s.machine.rest).toBe("idle");
  });

  test("another space is loaded once, one of the same space not at all", () => {
    const s = new Couple(place);
    const c = s.thread(s.a, 1, 1);
    s.begin(s.sigma0, IPC, s.registers(NIL, false, "any", {}));
    sleep(s, s.b, 3 * s.ms);
    sleep(s, c, 0.4 * s.ms);
    s.as(s.a);
    expect(loads(s, () => s.begin(s.a, IPC, s.registers(NIL, false, "any", {})))).toBe(0);
    expect(loads(s, () => s.tick(2))).toBe(0);
    expect(s.current).toBe(c);
    s.begin(c, IPC, s.registers(NIL, false, "any", {}));
    expect(loads(s, () => s.tick(3))).toBe(1);
    expect(s.current).toBe(s.b);
  });

  test("nothing will ever happen", () => {
    const s = new Couple(place);
    for (const id of [s.sigma0, s.b, s.a]) s.begin(id, IPC, s.registers(NIL, false, "any", {}));
    expect([s.machine.rest, s.machine.settle()]).toEqual(["idle", false]);
  });
});
