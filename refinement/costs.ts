/** What the machine does for a request costs no more than the steps of the specification that it stands for. */
import { clocks } from "../impl/i486/index.js";
import type { Machine } from "../impl/kernel/index.js";
import { type Action, NIL } from "../model/index.js";
import { activityOf } from "../spec/ipc/observers.js";
import { isFault, NONE } from "../spec/ipc/repertoire.js";
import type { Thread } from "../spec/ipc/threads.js";
import type { Kernel as Abstract } from "../spec/kernel/state.js";
import { pricedAs } from "./malformed.js";
import { extras, obligations, SHORT, type Sizes, sizesFor } from "./obligations.js";
import { isWithoutMemory, withMemory } from "./scarce.js";
import { WAIT_AT } from "./waits-at.js";

export class Costs {
  private readonly machine: Machine;
  private readonly sizes: Sizes;
  private readonly priorityOf: (t: Thread) => number;
  private start = 0;

  constructor(machine: Machine, priorityOf: (t: Thread) => number) {
    this.machine = machine;
    this.priorityOf = priorityOf;
    this.sizes = sizesFor(machine.cpu.geometry, machine.kernel.size);
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
    if (first?.rule === "ipc" && run.length === 2 && spent > SHORT && this.isShort(run, was(), is))
      return `price: a short call took ${spent} clocks, and may take ${SHORT}`;
    let price = first?.rule === asked.rule ? 0 : this.priceOf(asked.rule);
    for (const step of run) price += this.priceOf(step.rule);
    if (spent <= price) return undefined;
    price += this.extra(was(), is) + (run.some(isWithoutMemory) ? this.inVain() : 0);
    return spent <= price ? undefined : `price: it took ${spent} clocks, and may take ${price}`;
  }

  /** The short path goes to none who is less urgent. */
  private isShort(run: readonly Action[], was: Abstract, is: Abstract): boolean {
    return isShortCall(run, was, is) && this.priorityOf(is.current) >= this.priorityOf(was.current);
  }

  private priceOf(rule: string): number {
    if (rule === WAIT_AT) return this.priceOf("wait") + this.priceOf("fault");
    return obligations[pricedAs(withMemory(rule))]?.price(this.sizes) ?? 0;
  }

  /** What has been got before the memory came to an end, and is given back. */
  private inVain(): number {
    return extras.pageCome(this.sizes) + extras.threadCome(this.sizes);
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
    // A unit may have been copied in part.
    const copying = activityOf(is, is.current).kind === "giving" ? this.priceOf("copy") : 0;
    return (
      copying +
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

/** Words alone go to a thread that waits to receive and runs next, and the caller waits for words alone, for ever. */
function isShortCall([call, next]: readonly Action[], was: Abstract, is: Abstract): boolean {
  const { requests, sends, receives } = was.calls;
  const request = requests[String(call?.args.request)];
  const send = sends[request?.send ?? NONE];
  const receive = receives[request?.receive ?? NONE];
  const partner = was.everyThread.find((t) => t === call?.args.partner);
  if (send === undefined || receive === undefined || partner === undefined) return false;
  const sendsWords = send.units === 0 && send.strings === 0 && send.item === "none";
  const takesWords = receive.units === 0 && receive.strings === 0 && receive.accept === NIL;
  if (!sendsWords || !takesWords || receive.within !== NIL || next?.args.next !== partner) return false;
  const its = activityOf(was, partner);
  if (its.kind !== "receiving" || isFault(its.receive)) return false;
  return activityOf(is, was.current).kind === "receiving";
}
