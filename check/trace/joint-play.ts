/** Playing requests on a machine from its initial state: what each stands for, and where they lead. */
import { type Action, type Instance, validate } from "../../model/index.js";
import { type Implementation, type Joint, JointRunner } from "../simulate/implementation.js";
import { actionText, messageOf, unfit } from "./follow.js";
import type { JointRequest } from "./joint.js";

/** A step that the machine has made. */
export interface PlayedStep<A> {
  readonly request: JointRequest;
  /** The model's steps that it stands for. */
  readonly run: readonly Action[];
  /** What the machine stands for before and after; where its memory is unsound nobody can tell, and both are the same. */
  readonly before: A;
  readonly after: A;
  /** What it took, if the machine counts. */
  readonly clocks?: number;
  /** Why it is none of the model's; it is the last step then. */
  readonly wrong?: string;
}

export interface Played<A> {
  /** What the machine stands for at first. */
  readonly initial: A;
  readonly steps: readonly PlayedStep<A>[];
  /** The words of memory behind what is wrong. */
  readonly behind: readonly string[];
  /** Why the request after these steps leads nowhere. */
  readonly obstacle?: string;
}

/** What came of requests, those left out that nobody could make: the ones that were made, and what is wrong after them. */
export interface Tried<R extends JointRequest> {
  readonly made: readonly R[];
  readonly wrong?: string;
}

export class JointPlayer<A> {
  readonly instance: Instance<A>;
  private readonly implementation: Implementation<A>;
  private readonly runner: JointRunner<A>;
  /** What the machine was seen to stand for, since the last step began. */
  private seen: A | undefined;

  constructor(given: Implementation<A>) {
    const abs = (): A => {
      const state = given.abs();
      this.seen = state;
      return state;
    };
    this.instance = given.instance;
    this.implementation = { ...given, abs };
    this.runner = new JointRunner(this.implementation);
  }

  /** Play the requests, up to the first complaint, or the first that leads nowhere. */
  play(requests: readonly JointRequest[]): Played<A> {
    const initial = this.begin();
    const steps: PlayedStep<A>[] = [];
    const behind = (): readonly string[] => this.implementation.behind?.(steps.at(-1)?.wrong ?? "") ?? [];
    for (const request of requests) {
      const before = steps.at(-1)?.after ?? initial;
      const made = this.step(request, before);
      if (typeof made === "string") return { initial, steps, behind: [], obstacle: made };
      steps.push(made);
      if (made.wrong !== undefined) return { initial, steps, behind: behind() };
      this.runner.advance();
    }
    return { initial, steps, behind: [] };
  }

  /** Make the requests, up to the first complaint. What the machine throws ends it. */
  attempt<R extends JointRequest>(requests: readonly R[]): Tried<R> {
    this.begin();
    const made: R[] = [];
    for (const request of requests) {
      const joint = this.joint(request);
      if (typeof joint === "string") return { made };
      if (joint === undefined) continue;
      made.push(request);
      if (joint.wrong !== undefined) return { made, wrong: joint.wrong };
      this.runner.advance();
    }
    return { made };
  }

  private begin(): A {
    this.implementation.start();
    this.runner.begin();
    return this.instance.forget(this.seen ?? this.instance.initial);
  }

  /** One step; or why there is none. */
  private step(request: JointRequest, before: A): PlayedStep<A> | string {
    const why = unfit(this.instance, request.action);
    if (why !== undefined) return `is no request: ${why}`;
    const { clock } = this.implementation;
    const start = clock?.() ?? 0;
    const joint = this.joint(request);
    if (typeof joint === "string") return `fails: ${joint}`;
    if (joint === undefined) return "cannot be asked of the machine now";
    return {
      ...{ request, before, run: joint.run, after: this.after(before) },
      ...(clock === undefined ? {} : { clocks: clock() - start }),
      ...(joint.wrong === undefined ? {} : { wrong: joint.wrong }),
    };
  }

  /** What came of a request, undefined if nobody can make it now; or what the machine threw. */
  private joint({ action, variant }: JointRequest): Joint | undefined | string {
    this.seen = undefined;
    try {
      return this.runner.step(action, variant);
    } catch (error) {
      return messageOf(error);
    }
  }

  /** What the machine stands for; what it did before, if nobody has looked, or if that is no state of the model. */
  private after(before: A): A {
    const { seen, instance } = this;
    if (seen === undefined) return before;
    this.implementation.blur(seen);
    try {
      const state = instance.forget(seen);
      validate(instance.schema, state);
      return state;
    } catch {
      return before;
    }
  }
}

/** `ipc(partner: (1,0), request: call) (interrupted after 17 clocks)` */
export const requestText = <A>(instance: Instance<A>, { action, variant }: JointRequest): string =>
  `${actionText(instance, action)}${variant === 0 ? "" : ` (interrupted after ${variant} clocks)`}`;
