/** Words of the kernel's memory behind a field of the specification's state: those of a thread's TCB, for people. */
import { hex } from "../impl/kernel/look.js";
import * as tcb from "../impl/kernel/tcb.js";
import type { Abstraction } from "./abstraction.js";
import type { Correspondence } from "./correspondence.js";

/** The words of a TCB that decide what its thread does, in the order in which they lie. */
const words = {
  MYSELF: tcb.MYSELF,
  STATE: tcb.STATE,
  PARTNER: tcb.PARTNER,
  STACK: tcb.STACK,
  WAKEUP: tcb.WAKEUP,
  WAKE_NEXT: tcb.WAKE_NEXT,
  WAKE_LIST: tcb.WAKE_LIST,
  SPACE: tcb.SPACE,
  CHIEF: tcb.CHIEF,
  PRIORITY: tcb.PRIORITY,
  ITEM: tcb.ITEM,
  READY_NEXT: tcb.READY_NEXT,
  QUEUE_FIRST: tcb.QUEUE_FIRST,
  QUEUE_LAST: tcb.QUEUE_LAST,
  SEND_NEXT: tcb.SEND_NEXT,
  WORD_0: tcb.WORD_0,
  WORD_1: tcb.WORD_1,
  CODE: tcb.CODE,
  FROM: tcb.FROM,
  TIMEOUTS: tcb.TIMEOUTS,
  NEXT: tcb.NEXT,
  SLICE_LEFT: tcb.SLICE_LEFT,
  PAGER: tcb.PAGER,
  LINE: tcb.LINE,
  PAGING: tcb.PAGING,
  FAULT: tcb.FAULT,
  ACCEPTS: tcb.ACCEPTS,
  PART: tcb.PART,
  COPIED: tcb.COPIED,
  WINDOW_AT: tcb.WINDOW_AT,
  WINDOW_TO: tcb.WINDOW_TO,
} as const;

const stateNames: ReadonlyMap<number, string> = new Map(
  Object.entries(tcb.state).map(([name, word]) => [word, name] as const),
);

/** The thread that a sentence of a judge is about: the one whose cell it names, or whom it tells something. */
function threadIn(wrong: string, { scope }: Correspondence): number | undefined {
  const [, task, thread] = /^(?:thread|queue)\((\d+),(\d+)\)/.exec(wrong) ?? [];
  if (task !== undefined && thread !== undefined) return Number(task) * scope.threads + Number(thread);
  const [, told] = /^thread (\d+) /.exec(wrong) ?? [];
  return told === undefined ? undefined : Number(told);
}

/** The TCB of the thread that a sentence is about, or else of the one that has the processor: each word that is not 0. */
export function wordsBehind(wrong: string, c: Correspondence, abstraction: Abstraction): readonly string[] {
  const { look } = abstraction;
  look.again();
  const t = threadIn(wrong, c);
  const its = t === undefined ? abstraction.currentTcb() : abstraction.tcbOf(t);
  const { threads } = c.scope;
  const number = abstraction.threadAt(its);
  const name = `(${Math.floor(number / threads)},${number % threads})`;
  const why = t === undefined ? ", which has the processor or had it last" : "";
  const shown = Object.entries(words)
    .map(([word, offset]) => ({ word, offset, value: look.word(its + offset) }))
    .filter(({ value, offset }) => value !== 0 || offset === tcb.STATE)
    .map(({ word, offset, value }) => `${word} +${offset} = ${hex(value)}${stateName(offset, value)}`);
  return [`TCB of thread ${name}${why}, at ${hex(its)}: ${shown.join(", ")}`];
}

const stateName = (offset: number, value: number): string => {
  const name = offset === tcb.STATE ? stateNames.get(value) : undefined;
  return name === undefined ? "" : ` (${name})`;
};
