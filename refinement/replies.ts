/** What threads are told: by the model, in a step; and by the machine, in registers, or in TCBs until they run. */
import { EAX, EBX, EDX, ESI } from "../impl/i486/index.js";
import { abi, type Machine } from "../impl/kernel/index.js";
import { hex } from "../impl/kernel/look.js";
import * as tcb from "../impl/kernel/tcb.js";
import { type Action, NIL, type Nil } from "../model/index.js";
import { activityOf } from "../spec/ipc/observers.js";
import { isFault, NONE } from "../spec/ipc/repertoire.js";
import type { Reply, Thread } from "../spec/ipc/threads.js";
import type { Kernel as Abstract } from "../spec/kernel/state.js";
import type { Abstraction } from "./abstraction.js";
import type { Correspondence } from "./correspondence.js";
import { codeFor, isMalformed, type MalformedName } from "./malformed.js";
import type { MalformedActs } from "./malformed-acts.js";

/** Codes of the kernel, by the names that they have in the specification. */
const codeNames: ReadonlyMap<number, string> = new Map([
  [abi.code.ok, "ok"],
  [abi.code.noPartner, "no partner"],
  [abi.code.timeout, "receive timeout"],
  [abi.code.timeout + abi.IN_SEND_PHASE, "send timeout"],
  [abi.code.cancelled, "cancelled"],
  [abi.code.mapFailed, "map failed"],
  [abi.code.sendPageFaultTimeout, "page-fault timeout"],
  [abi.code.receivePageFaultTimeout, "page-fault timeout"],
  [abi.code.aborted, "aborted"],
  [abi.code.cut, "cut"],
]);
const nameOf = (code: number): string | undefined =>
  codeNames.get(code) ?? codeNames.get(code & ~abi.IN_SEND_PHASE);

/** What thread_schedule tells, by the names that it has in the specification. */
const doing = [
  "inactive",
  "ready",
  "giving",
  "sending",
  "receiving",
  "taking",
  "giving",
  "sending",
  "receiving",
];

/** What a call has given its caller. */
interface Answer {
  readonly code: number;
  readonly from: number;
  readonly word0: number;
  readonly word1: number;
}

const isSame = (a: Answer, b: Answer): boolean =>
  a.code === b.code && a.from === b.from && a.word0 === b.word0 && a.word1 === b.word1;
const textOf = ({ code, from, word0, word1 }: Answer): string =>
  [code, from, word0, word1].map(hex).join(" ");

/** Most are empty already, and to clear a map makes another. */
function emptied(map: Map<number, unknown>): void {
  if (map.size > 0) map.clear();
}

export class Replies {
  private readonly c: Correspondence;
  private readonly machine: Machine;
  private readonly abstraction: Abstraction;
  private readonly malformed: MalformedActs;
  /** Who made the last request. */
  private caller = 0;
  /** What the model has told since: each thread, and the caller. */
  private readonly heard = new Map<number, Reply>();
  private answer: Abstract["answer"];
  /** What the machine has told threads that have not run since. */
  private readonly owed = new Map<number, Answer>();
  /** The code for the pager that was late, by the last step that could end for that; and whom it was told. */
  private lateness = 0;
  private readonly late = new Map<number, number>();

  constructor(c: Correspondence, machine: Machine, abstraction: Abstraction, malformed: MalformedActs) {
    this.c = c;
    this.machine = machine;
    this.abstraction = abstraction;
    this.malformed = malformed;
    this.answer = c.instance.initial.answer;
  }

  /** A request is about to be made. */
  begin(): void {
    this.caller = this.machine.current;
    emptied(this.heard);
    emptied(this.late);
    this.answer = this.c.instance.initial.answer;
  }

  /** The machine is in another state: nobody knows what was told there. */
  forget(): void {
    emptied(this.owed);
  }

  /** The pager of a thread is late, if it is in a transfer: that of the receiver, or of the sender. */
  isLate(s: Abstract, t: Thread | Nil): void {
    const takes = t !== NIL && activityOf(s, t).kind === "taking";
    this.lateness = takes ? abi.code.sendPageFaultTimeout : abi.code.receivePageFaultTimeout;
  }

  /** Hear what the model's step has told. */
  hear(state: Abstract, isFirst: boolean): void {
    if (isFirst) {
      emptied(this.heard);
      this.answer = { ...state.answer };
    }
    state.told.forEach((reply, t) => {
      if (reply.code !== NONE) this.heard.set(t, { ...reply });
      if (reply.code === "page-fault timeout") this.late.set(t, this.lateness);
    });
  }

  /** What is wrong with what threads have been told. */
  misses(action: Action, goal: Abstract): string | undefined {
    for (const [t, reply] of this.heard) {
      const wrong = this.missesReply(t, reply, goal) ?? this.missesLateness(t);
      if (wrong !== undefined) return wrong;
    }
    return this.missesAnswer(action) ?? this.missesOwed(goal);
  }

  /** Is a thread told whose pager was late? */
  private missesLateness(t: number): string | undefined {
    const expected = this.late.get(t);
    const { code } = this.answerOf(this.abstraction.tcbOf(t));
    return expected === undefined || (code & ~abi.IN_SEND_PHASE) === expected
      ? undefined
      : `thread ${t} is told ${hex(code)} of a pager, and should be told ${hex(expected)}`;
  }

  /** Who has been told something, and has not run since, is given just that when it runs. */
  private missesOwed(goal: Abstract): string | undefined {
    for (const t of this.heard.keys()) this.owed.set(t, this.answerOf(this.abstraction.tcbOf(t)));
    for (const [t, its] of this.owed) {
      const now = this.answerOf(this.abstraction.tcbOf(t));
      if (goal.thread[t]?.kind === "ready" && !isSame(its, now))
        return `thread ${t} was told ${textOf(its)}, and is given ${textOf(now)}`;
      if (this.hasRun(t, goal)) this.owed.delete(t);
    }
    return undefined;
  }

  /** Has a thread its answer, or will it never have it? */
  private hasRun(t: number, goal: Abstract): boolean {
    const { cpu, current } = this.machine;
    const runs = this.abstraction.tcbOf(t) === current && cpu.userMode;
    return runs || goal.thread[t]?.kind !== "ready";
  }

  private missesReply(t: number, its: Reply, goal: Abstract): string | undefined {
    const answer = this.answerOf(this.abstraction.tcbOf(t));
    const name = nameOf(answer.code);
    if (name !== its.code) return `thread ${t} is told ${name}, and by the model ${its.code}`;
    const lines = this.c.size.lines;
    const from = answer.from === 0 || answer.from <= lines ? NIL : this.abstraction.threadAt(answer.from);
    const line = answer.from >= 1 && answer.from <= lines ? answer.from - 2 : NIL;
    if (from !== its.from || line !== its.line)
      return `thread ${t} has a message of ${from}, in the model of ${its.from}`;
    const isFaulter = from !== NIL && this.faults(goal, from);
    return isFaulter || from === NIL || answer.word0 === its.word
      ? undefined
      : `thread ${t} has word ${answer.word0}`;
  }

  /** Does a thread wait for its pager to answer? Then its message was an address. */
  private faults(s: Abstract, t: Thread): boolean {
    const at = activityOf(s, t);
    if (at.kind === "giving" || at.kind === "taking") return at.paging === "awaiting";
    return at.kind === "receiving" && isFault(at.receive);
  }

  private missesAnswer({ rule }: Action): string | undefined {
    if (isMalformed(rule)) return this.missesCode(rule);
    const { nearest, doing: does, word } = this.answer;
    const answer = this.answerOf(this.caller);
    if (rule === "idNearest" && this.abstraction.threadAt(answer.from) !== nearest)
      return "another is nearest";
    if (rule === "threadSchedule" && does !== "nothing told" && doing[answer.word0] !== does)
      return `it does ${doing[answer.word0]}`;
    return rule === "read" && word !== NIL && answer.code !== word ? `${answer.code} was read` : undefined;
  }

  /** A malformed request is answered at once, with its code. */
  private missesCode(rule: MalformedName): string | undefined {
    const [code, from] = [codeFor(rule), this.malformed.expectedFrom(rule, this.caller)];
    const answer = this.answerOf(this.caller);
    if (code !== undefined && answer.code !== code)
      return `thread ${this.abstraction.threadAt(this.caller)} is told ${answer.code}, and should be told ${code}`;
    return from === undefined || answer.from === from ? undefined : "another is nearest";
  }

  /** What a thread has been given: in registers, if it runs in user mode; else it is in its TCB. */
  private answerOf(its: number): Answer {
    const { cpu, current } = this.machine;
    const { look } = this.abstraction;
    if (its === current && cpu.userMode)
      return { code: cpu.get(EAX), from: cpu.get(ESI), word0: cpu.get(EDX), word1: cpu.get(EBX) };
    return {
      code: look.word(its + tcb.CODE),
      from: look.word(its + tcb.FROM),
      word0: look.word(its + tcb.WORD_0),
      word1: look.word(its + tcb.WORD_1),
    };
  }
}
