/** A run of a machine told step by step, the model's steps beside the machine's. */
import { type Action, actionOf, printAction } from "../../model/index.js";
import type { Implementation, Joint, JointRunner } from "./implementation.js";

/** A request by its number, and in how many clocks an interrupt comes while it is done; 0: none does. */
export interface JointStep {
  readonly request: number;
  readonly variant: number;
}

/** A step of a walk that fails, as it is told. */
export interface JointTold {
  readonly asked: string;
  /** The model's steps that the machine's stands for. */
  readonly run: readonly string[];
  /** How many clocks the machine took, if it has any. */
  readonly clocks?: number;
  readonly wrong?: string;
}

/** A walk that fails, and none of whose steps can be left out: then what is left would not fail. */
export interface JointFailure {
  readonly steps: readonly JointStep[];
  readonly told: readonly JointTold[];
  /** Words of the machine's memory behind what is wrong, a line each. */
  readonly behind: readonly string[];
}

/** Take the run again from the initial state, and tell it. What the machine throws is thrown. */
export function toldRun<A>(runner: JointRunner<A>, steps: readonly JointStep[]): JointFailure {
  const { implementation } = runner;
  implementation.start();
  runner.begin();
  const told = steps.flatMap((step) => {
    const action = actionOf(implementation.instance, step.request);
    const start = implementation.clock?.() ?? 0;
    const joint = runner.step(action, step.variant);
    runner.advance();
    return joint === undefined ? [] : [tell(implementation, action, step, joint, start)];
  });
  return { steps, told, behind: implementation.behind?.(told.at(-1)?.wrong ?? "") ?? [] };
}

export function tell<A>(
  { instance, clock }: Implementation<A>,
  action: Action,
  { variant }: JointStep,
  { run, wrong }: Joint,
  start: number,
): JointTold {
  const interrupted = variant === 0 ? "" : ` (interrupted after ${variant} clocks)`;
  return {
    asked: `${printAction(instance, action)}${interrupted}`,
    run: run.map((each) => printAction(instance, each)),
    ...(clock === undefined ? {} : { clocks: clock() - start }),
    ...(wrong === undefined ? {} : { wrong }),
  };
}
