/**
 * A timeout storm: hundreds of threads that wait with timeouts, again and again, while the timer ticks. How much of the
 * processor does it take to find those whose time is up?  [slides 60 to 62: 400 threads, 8 lists, a tick every 4 ms]
 */
import { type Geometry, i486, Ledger } from "../i486/index.js";
import { code, timeouts, unitOf } from "../kernel/abi.js";
import { type Design, l3, type Size, sizeFor } from "../kernel/design.js";
import { pager } from "./pagers.js";
import { sigma0 } from "./sigma0.js";
import type { Code, User } from "./user.js";
import { World } from "./world.js";

export interface StormOptions {
  readonly design?: Design;
  readonly geometry?: Geometry;
  readonly size?: Size;
  /** Threads that wait, and in how many tasks. */
  readonly threads?: number;
  readonly tasks?: number;
  /** ms for which it is measured, after every thread has waited once. */
  readonly ms?: number;
  /** The wait of a thread, in ms, by the thread's number and how often it has waited. */
  readonly waits?: (thread: number, round: number) => number;
}

/** What was measured. */
export interface Storm {
  /** Waits that ended. */
  readonly wakeups: number;
  /** Entries of the wake-up lists, or of the array, that ticks have looked at, in a second. */
  readonly scannedPerSecond: number;
  /** The share of all clocks that ticks have taken to look at them, and to wake whose time was up. */
  readonly share: number;
  /** ms that a tick takes for that. */
  readonly perTick: number;
  /** ms by which a thread was in user mode again after its time was up: at least, which is never negative, and at most. */
  readonly soonest: number;
  readonly latest: number;
}

/** The instructions that stand for an entry that is looked at. */
const LOOKS: ReadonlySet<string> = new Set(["mov edx,[ebx+next]", "cmp [esi],now"]);
/** The phase of the timer's scan in the ledger. */
const SCAN = "timer";
/** The first of the waiting tasks; sigma0 and the pager come before. */
const FIRST = 2;
const POOL = 0x0200_0000;

/** A ledger that only counts: a storm is long. */
class Tally extends Ledger {
  looks = 0;
  scanClocks = 0;
  private last = 0;

  override startAt(clock: number): void {
    this.last = clock;
  }

  override record(instruction: string, clock: number): void {
    if (this.phase === SCAN) {
      this.scanClocks += clock - this.last;
      if (LOOKS.has(instruction)) this.looks++;
    }
    this.last = clock;
  }
}

/** The ms that a receive timeout allows: a timeout word cannot name all times, and the kernel counts whole ms. */
export function allowed(ms: number): number {
  const word = timeouts({ receive: ms });
  return Math.ceil(((word >>> 24) * unitOf(word & 15)) / 1000);
}

/** From 100 ms to a second, and none like the next. */
const usual = (thread: number, round: number): number => 100 + ((37 * thread + 101 * round) % 900);

/** What the waiting threads tell those who watch. */
interface Watch {
  readonly world: () => World;
  readonly waited: (thread: number, late: number) => void;
}

/** The first thread of a task starts the others; all of them wait, for ever again. */
function waiter(perTask: number, waits: (thread: number, round: number) => number, watch: Watch): Code {
  const itself: Code = function* (me: User) {
    if (me.thread === 0) {
      const id = yield* me.myself();
      for (let n = 1; n < perTask; n++) yield* me.start(me.threadOf(id, n), itself);
    }
    const number = (me.task - FIRST) * perTask + me.thread;
    for (let round = 0; ; round++) {
      const ms = waits(number, round);
      const since = watch.world().ms;
      const how = yield* me.sleep(ms);
      if (how === code.timeout) watch.waited(number, watch.world().ms - since - allowed(ms));
    }
  };
  return itself;
}

/** A timeout storm, measured. */
export function storm(options: StormOptions = {}): Storm {
  const { threads = 400, tasks = 8, ms = 1000, waits = usual } = options;
  const { design = l3, geometry = i486(), size = sizeFor(geometry) } = options;
  const perTask = Math.ceil(threads / tasks);
  const begun = new Set<number>();
  const late: number[] = [];
  let isMeasured = false;
  const waited = (thread: number, by: number): void => {
    begun.add(thread);
    if (isMeasured) late.push(by);
  };
  const its = waiter(perTask, waits, { world: () => world, waited });
  const children = Array.from({ length: tasks }, (_, n) => ({ task: FIRST + n, code: its }));
  const root = sigma0([{ task: 1, code: pager({ children, pool: POOL }) }]);
  const world: World = new World(geometry, root, design, size);
  world.startTimer();
  world.run(() => begun.size === perTask * tasks);
  isMeasured = true;
  const tally = new Tally();
  world.mark();
  world.cpu.attach(tally);
  world.run(undefined, (ms * geometry.hertz) / 1000);
  const { clocks } = world.since();
  return {
    wakeups: late.length,
    scannedPerSecond: (tally.looks * geometry.hertz) / clocks,
    share: tally.scanClocks / clocks,
    perTick: (tally.scanClocks / clocks) * size.tick,
    soonest: late.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    latest: late.reduce((a, b) => Math.max(a, b), 0),
  };
}
