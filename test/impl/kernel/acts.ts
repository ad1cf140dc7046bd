/** What may happen to a kernel from outside, one act after another: user code and devices act, and the kernel goes on. */
import { EAX, EBP, EBX, ECX, EDX, ESI } from "../../../impl/i486/index.js";
import type { Machine } from "../../../impl/kernel/machine.js";

/** The arguments of a system call, in the registers. */
export interface Call {
  readonly what: "call";
  readonly vector: number;
  /** Where the user code lies that calls. */
  readonly eip: number;
  readonly eax: number;
  readonly ecx: number;
  readonly edx: number;
  readonly ebx: number;
  readonly ebp: number;
  readonly esi: number;
}

export type Act =
  | Call
  /** What is due happens, one step. */
  | { readonly what: "proceed" }
  /** A device raises its line; and what is due happens. */
  | { readonly what: "raise"; readonly line: number }
  /** The timer ticks by itself every so many clocks from now on; 0: never. */
  | { readonly what: "timer"; readonly period: number }
  | { readonly what: "load"; readonly at: number }
  | { readonly what: "store"; readonly at: number; readonly word: number }
  /** User code jumps. */
  | { readonly what: "jump"; readonly at: number }
  /** User code runs for so many clocks. */
  | { readonly what: "run"; readonly clocks: number }
  /** A device writes words into physical memory. */
  | { readonly what: "write"; readonly at: number; readonly words: readonly number[] };

/** Does user code do this, so that what is due comes first? */
const isUsers = ({ what }: Act): boolean =>
  what === "call" || what === "load" || what === "store" || what === "jump" || what === "run";

/** The act happens; an act of user code not before nothing else is due, of which one step happens in its place. */
export function perform(m: Machine, act: Act): void {
  const { cpu } = m;
  if (isUsers(act) && m.isDue) return void m.proceed();
  switch (act.what) {
    case "call":
      return call(m, act);
    case "proceed":
      if (m.isDue) m.proceed();
      return;
    case "raise":
      cpu.raise(act.line);
      if (m.isDue) m.proceed();
      return;
    case "timer":
      return cpu.startTimer(0, act.period);
    case "load":
      return void cpu.load(act.at);
    case "store":
      return cpu.store(act.at, act.word);
    case "jump":
      return cpu.at(act.at);
    case "run":
      return cpu.spend(act.clocks);
    case "write":
      for (const [n, word] of act.words.entries()) cpu.memory.write(act.at + 4 * n, word);
  }
}

function call(m: Machine, act: Call): void {
  const { cpu } = m;
  cpu.at(act.eip);
  if (cpu.faulted) return;
  cpu.set(EAX, act.eax);
  cpu.set(ECX, act.ecx);
  cpu.set(EDX, act.edx);
  cpu.set(EBX, act.ebx);
  cpu.set(EBP, act.ebp);
  cpu.set(ESI, act.esi);
  m.call(act.vector);
}

/** An act as people read it. */
export const textOf = (act: Act): string =>
  Object.entries(act)
    .map(([name, its]) => (typeof its === "number" ? `${name} ${its.toString(16)}h` : `${its}`))
    .join(" ");
