/**
 * The kernel onto ipc, and by way of it onto sigma: each of its steps is a step of ipc, or none.
 *
 * A state of the kernel is a state of ipc, seen without the processor and without memory. What the current thread calls
 * for, it calls for in ipc too; accesses, switches and questions are nothing there.
 */
import { type Action, action, over, type Simulation } from "../../model/index.js";
import * as ipc from "../ipc/calls.js";
import * as faults from "../ipc/faults.js";
import { ipc as ipcModel } from "../ipc/index.js";
import { pageOf } from "../ipc/observers.js";
import { deletionSteps, itemSteps, ofSigma } from "../ipc/simulation.js";
import type { Ipc } from "../ipc/state.js";
import type { Asked } from "../ipc/steps.js";
import * as tasks from "../ipc/tasks.js";
import * as time from "../ipc/time.js";
import { demap as demapPage, releaseRule, type Sigma } from "../sigma/index.js";
import * as calls from "./calls.js";
import { nearest } from "./clans.js";
import * as events from "./events.js";
import * as memory from "./memory.js";
import { messages } from "./rules.js";
import { type Kernel, type Scope, state } from "./state.js";
import * as control from "./tasks.js";

const { stands } = over(state);

// ------------------------------------------------------------------------------------------------------ onto ipc

const callSteps = [
  stands([calls.ipc], (s, _, { partner, request }) => [
    action(ipc.ipc, { by: s.current, partner: nearest(s, s.current, partner), request }),
  ]),
  stands([calls.wait], (s, _, { request }) => [action(ipc.wait, { by: s.current, request })]),
  stands([calls.attach], (s, _, { line }) => [action(ipc.attach, { by: s.current, line })]),
  stands([calls.demap], (s, _, { page }) => [action(tasks.demap, { by: s.current, page })]),
  stands([calls.release], (s, _, { page }) => [action(tasks.release, { by: s.current, page })]),
  stands([control.exRegs], (s, _, { target }) => [action(tasks.exRegs, { by: s.current, target })]),
  stands([control.createTask], (s, _, { task }) => [action(tasks.createTask, { by: s.current, task })]),
  stands([control.handOver], (s, _, { task, heir }) => [
    action(tasks.handOver, { by: s.current, task, heir }),
  ]),
  stands([control.deleteTask], (s, _, { task }) => [action(tasks.deleteTask, { by: s.current, task })]),
];

const eventSteps = [
  stands([memory.fault], (s, _, { page }) => [action(faults.fault, { by: s.current, page })]),
  stands([memory.copy], (s) => [action(faults.copy, { giver: s.current })]),
  stands([memory.copyFault], (s) => [action(faults.copyFault, { giver: s.current })]),
  stands([events.tick], () => [action(time.tick, {})]),
  stands([events.timeout], (_, _after, { sleeper }) => [action(time.timeout, { sleeper })]),
  stands([events.interrupt], (_, _after, { line }) => [action(faults.interrupt, { line })]),
];

export const ontoIpc: Simulation<Kernel, Ipc> = {
  says: "seen without processor and memory, the kernel is ipc, whose calls the current thread makes",
  source: "X0, the seven system calls; DESIGN: the scheduler is left open",
  onto: ipcModel,
  scope: ({ values: _values, touched: _touched, ...its }: Scope) => its,
  of: (s) => s,
  steps: [...callSteps, ...eventSteps],
};

// ---------------------------------------------------------------------------------------------------- onto sigma

/** The thread that acts, in ipc's words. */
const asked = (s: Kernel, args: Asked): Asked =>
  "partner" in args && args.partner !== undefined
    ? { ...args, by: s.current, giver: s.current, partner: nearest(s, s.current, args.partner) }
    : { ...args, by: s.current, giver: s.current };

/** The steps of sigma that a step of the kernel is, if messages with pages arrive in it. */
export const pageSteps = (before: Kernel, after: Kernel, args: Asked): readonly Action[] =>
  itemSteps(before, after, asked(before, args));

export const ontoSigma: Simulation<Kernel, Sigma> = {
  says: ofSigma.says,
  source: ofSigma.source,
  onto: ofSigma.onto,
  scope: ofSigma.scope,
  of: (s) => s.sigma,
  steps: [
    stands(messages, pageSteps),
    stands([calls.demap], (s, _, { page }) => [action(demapPage, { from: pageOf(s, s.current, page) })]),
    stands([calls.release], (s, _, { page }) => [action(releaseRule, { from: pageOf(s, s.current, page) })]),
    stands([control.deleteTask], deletionSteps),
  ],
};
