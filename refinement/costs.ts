/**
 * The price list: how many clocks each step of the specification may cost on the machine. What the machine does for a
 * request costs no more than the steps that it stands for.
 *
 * Clocks are counted apart from misses of TLB and cache, for a walk comes to a path with any of them; on a path that is hot,
 * `sigma486 cost` has the clocks with their misses. The list is that of L3's design; each design that leaves a technique
 * out costs more where the technique would have helped.
 *
 * Sources: the clocks of instructions, impl/i486/clocks.ts; what paths do, L93 and slides 50 to 63. The numbers are our own
 * kernel's: the most that was seen, and a little more.
 */
import { clocks } from "../impl/i486/index.js";
import type { Machine } from "../impl/kernel/index.js";
import { type Action, NIL } from "../model/index.js";
import { activityOf } from "../spec/ipc/observers.js";
import { NONE } from "../spec/ipc/repertoire.js";
import type { Kernel as Abstract } from "../spec/kernel/state.js";

/** What prices depend on: how many words a page has, and how many frames the TCB of a thread may need. */
export interface Sizes {
  readonly words: number;
  readonly tcbFrames: number;
}

/** A price in clocks. */
export type Price = (sizes: Sizes) => number;

/** A frame is filled with zeros: REP STOSD. */
const frame = ({ words }: Sizes): number => clocks.repStos.clocks + clocks.repStos.perWord * words;
const flat = (price: number) => (): number => price;

/** Of each step, by its rule. */
export const prices: Readonly<Record<string, Price>> = {
  ipc: flat(460),
  wait: flat(410),
  attach: flat(260),
  idNearest: flat(200),
  demap: flat(200),
  release: flat(220),
  threadSwitch: flat(220),
  threadSchedule: flat(250),
  exRegs: flat(260),
  /** The task's directory and its shadow, the TCBs of its threads; and the loader's page with its two tables. */
  createTask: (sizes) => 360 + 5 * frame(sizes),
  handOver: flat(230),
  deleteTask: flat(230),
  read: flat(10),
  write: flat(10),
  fault: flat(240),
  copy: ({ words }) => 310 + clocks.repMovs.perWord * words,
  restore: flat(150),
  copyFault: flat(300),
  dispatch: flat(90),
  tick: flat(285),
  timeout: flat(65),
  interrupt: flat(220),
};

/** What comes to that, for each page, thread or task that a step brings or takes away. */
export const extras = {
  /** With a page may come a page table, and its shadow. */
  pageCome: (sizes) => 110 + 2 * frame(sizes),
  pageGone: flat(80),
  /** With a thread may come the frames of its TCB. */
  threadCome: (sizes) => 50 + sizes.tcbFrames * (20 + frame(sizes)),
  /** A task's directory is looked through, and the tables of both regions. */
  taskGone: ({ words }) => 800 + 32 * words,
} as const satisfies Readonly<Record<string, Price>>;

/** A message in registers to a thread that waits for it, which runs then. */
export const SHORT = 260;

export class Costs {
  private readonly machine: Machine;
  private readonly sizes: Sizes;
  private start = 0;

  constructor(machine: Machine) {
    this.machine = machine;
    const { pageBytes } = machine.cpu.geometry;
    const tcbFrames = Math.ceil(machine.kernel.size.tcbBytes / pageBytes);
    this.sizes = { words: pageBytes / 4, tcbFrames };
  }

  /** A request is about to be made. */
  begin(): void {
    this.start = this.spent();
  }

  /** Clocks of the machine, apart from its misses. */
  private spent(): number {
    const { clock, tlbMisses, cacheMisses } = this.machine.cpu;
    return clock - tlbMisses * clocks.tlbMiss.clocks - cacheMisses * clocks.cacheMiss.clocks;
  }

  /** Has what was asked for cost more than the steps that it stands for? States are looked at only if it may have. */
  overcharged(asked: Action, run: readonly Action[], was: () => Abstract, is: Abstract): string | undefined {
    const spent = this.spent() - this.start;
    const [first] = run;
    const isShort = first?.rule === "ipc" && run.length === 2 && spent > SHORT && isShortCall(run, was());
    if (isShort) return `price: a short call took ${spent} clocks, and may take ${SHORT}`;
    let price = first?.rule === asked.rule ? 0 : this.priceOf(asked);
    for (const step of run) price += this.priceOf(step);
    if (spent <= price) return undefined;
    price += this.extra(was(), is);
    return spent <= price ? undefined : `price: it took ${spent} clocks, and may take ${price}`;
  }

  private priceOf({ rule }: Action): number {
    return prices[rule]?.(this.sizes) ?? 0;
  }

  private extra(was: Abstract, is: Abstract): number {
    const { sizes } = this;
    const gone = count(was.sigma.origin, (origin, p) => origin !== NIL && is.sigma.origin[p] === NIL);
    const come = count(is.sigma.origin, (origin, p) => origin !== NIL && was.sigma.origin[p] === NIL);
    const threads = count(
      is.thread,
      ({ kind }, t) => kind !== "inactive" && was.thread[t]?.kind === "inactive",
    );
    const tasks = count(was.holder, (holder, task) => holder !== NIL && is.holder[task] === NIL);
    return (
      gone * extras.pageGone() +
      come * extras.pageCome(sizes) +
      threads * extras.threadCome(sizes) +
      tasks * extras.taskGone(sizes)
    );
  }
}

function count<T>(all: readonly T[], which: (each: T, n: number) => boolean): number {
  let found = 0;
  for (const [n, each] of all.entries()) if (which(each, n)) found++;
  return found;
}

/** A call with words alone, to a thread that waits to receive and runs next, while the caller begins to wait for an answer. */
function isShortCall([call, next]: readonly Action[], was: Abstract): boolean {
  const { requests, sends, receives } = was.calls;
  const request = requests[String(call?.args.request)];
  const send = sends[request?.send ?? NONE];
  const receive = receives[request?.receive ?? NONE];
  const partner = was.everyThread.find((t) => t === call?.args.partner);
  if (send === undefined || receive === undefined || partner === undefined) return false;
  const isShort = send.units === 0 && send.strings === 0 && send.item === "none";
  const isInTime = send.within === NIL && receive.within === NIL;
  return isShort && isInTime && next?.args.next === partner && activityOf(was, partner).kind === "receiving";
}
