/** What happens to threads unasked: the scheduler, the clock, the timer, and devices.  [slides 27, 59-63; X0] */
import * as faults from "../ipc/faults.js";
import { line, thread } from "../ipc/threads.js";
import * as time from "../ipc/time.js";
import { canRun, goTo, rule } from "./processor.js";

/** dispatch: the scheduler, whatever its policy, gives the processor to another thread; be it in mid-copy. */
export const dispatch = rule(
  "dispatch",
  { next: thread },
  {
    says: "the processor goes to {next}",
    source:
      "L93 (lazy scheduling, direct switch) and every other policy; slides 56, 57 (preemption in mid-copy)",
    requires: {
      another: (s, { next }) => next !== s.current,
      "can-run": (s, { next }) => canRun(s, next),
    },
    effect(s, { next }) {
      goTo(s, next);
    },
  },
);

/** tick: a millisecond goes by.  [slides 59, 62] */
export const tick = rule("tick", {}, time.tick);

/** timeout: the timer wakes a thread whose time is up.  [slide 59; X0 timeouts] */
export const timeout = rule("timeout", { sleeper: thread }, time.timeout);

/** interrupt: a device interrupts.  [L95 2.3; slide 27] */
export const interrupt = rule("interrupt", { line }, faults.interrupt);
