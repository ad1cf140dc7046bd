/**
 * Had the kernel memory for what was asked of it? Only if it had none may a call fail for that, and nothing may be lost by
 * it: what was free before is free after.
 *
 * A page of a message needs a node, and two frames if there is no page table for it; a task two frames, and a thread those
 * of its TCB. Whether the page of a message has needed all of that is not looked at: there is memory for a page if there is
 * for any.
 */

import { WRITABLE } from "../impl/i486/index.js";
import { abi, type Machine, type Tcb } from "../impl/kernel/index.js";
import type { Look } from "../impl/kernel/look.js";
import * as tcb from "../impl/kernel/tcb.js";
import { type Action, NIL } from "../model/index.js";
import { NONE } from "../spec/ipc/repertoire.js";
import type { Correspondence } from "./correspondence.js";
import { freeFrames, freeNodes } from "./free.js";
import { withMemory, withoutMemory } from "./scarce.js";

/** A page table and its shadow; a directory and its shadow. */
const TABLES = 2;
/** No code that the kernel tells. */
const UNTOLD = 0xbad;

export class Scarcity {
  private readonly c: Correspondence;
  private readonly machine: Machine;
  private readonly look: Look;
  private frames = 0;
  private nodes = 0;
  private caller: Tcb = 0;
  /** Of a thread that is to be started: how many frames its TCB needs. */
  private wanted = 0;
  /** Has the step that was made found no memory? */
  private hasFailed = false;

  constructor(c: Correspondence, machine: Machine, look: Look) {
    this.c = c;
    this.machine = machine;
    this.look = look;
  }

  /** A request is about to be made: `target` is the TCB of the thread that it may start. */
  begin(target: Tcb | undefined): void {
    this.frames = freeFrames(this.look);
    this.nodes = freeNodes(this.look);
    this.caller = this.machine.current;
    this.wanted = target === undefined ? 0 : this.missing(target);
    this.hasFailed = false;
    if (this.machine.rest !== "idle") this.forget();
  }

  /**
   * Is this asked for? A loader, who gives each new task a page of its own, asks for none that could not have one. And
   * nobody makes a call that sends a page and accepts another: one of them might fail, and the other not.
   */
  mayBeAsked({ rule, args }: Action): boolean {
    if (rule === "createTask") return this.frames < TABLES || (this.frames >= 2 * TABLES && this.nodes > 0);
    const { requests, sends, receives } = this.c.instance.initial.calls;
    const { send = NONE, receive = NONE } = requests[String(args.request)] ?? {};
    const next = receives[receive];
    const isTwofold = sends[send]?.item !== "none" && next?.from === "any" && next.accept !== NIL;
    return rule !== "ipc" || send === NONE || !isTwofold;
  }

  /** What a request turned out to be: has it been told that there is no memory, and was there none? */
  turnedOut(done: Action): Action {
    const failed = withoutMemory(done);
    if (failed === undefined || !this.isTold || !this.lacks(done.rule)) return done;
    this.hasFailed = true;
    return failed;
  }

  /** Is this step of a copy the one that has found no memory? */
  ends(rule: string): boolean {
    this.hasFailed ||= this.isTold && this.lacks(rule);
    return this.hasFailed;
  }

  /** What is wrong with a step that has found no memory. */
  broken(): string | undefined {
    if (!this.hasFailed) return undefined;
    const [frames, nodes] = [freeFrames(this.look), freeNodes(this.look)];
    return frames === this.frames && nodes === this.nodes
      ? undefined
      : `scarce: ${this.frames} frames and ${this.nodes} nodes were free, and after a failure ${frames} and ${nodes}`;
  }

  private lacks(rule: string): boolean {
    const its = withMemory(rule);
    if (its === "createTask") return this.frames < TABLES;
    if (its === "exRegs") return this.frames < this.wanted;
    return this.nodes === 0 || this.frames < TABLES;
  }

  /** Has the caller been told that something could not be mapped, or that there is no memory? */
  private get isTold(): boolean {
    const code = this.look.word(this.caller + tcb.CODE) & ~abi.IN_SEND_PHASE;
    return code === abi.code.mapFailed;
  }

  /** While a thread runs, what its last call was told means nothing: let it be no code. */
  private forget(): void {
    const place = this.caller + tcb.CODE;
    const { pageShift, pageBytes } = this.machine.cpu.geometry;
    const frame = this.look.entryOf(place) >>> 12;
    this.machine.cpu.memory.write((frame << pageShift) + (place & (pageBytes - 1)), UNTOLD);
  }

  /** How many frames there are to be behind a TCB that are not there. */
  private missing(its: Tcb): number {
    const { cpu, kernel } = this.machine;
    const { pageBytes } = cpu.geometry;
    let count = 0;
    for (let page = its & -pageBytes; page >>> 0 < its + kernel.at.tcbBytes; page += pageBytes)
      if ((this.look.entryOf(page >>> 0) & WRITABLE) === 0) count++;
    return count;
  }
}
