/** Time: the clock and the timer.  [slides 59-63; X0 timeouts] */
import { NIL } from "../../model/index.js";
import { activityOf, isPaging, leftOf } from "./observers.js";
import { end, endTransfer } from "./phases.js";
import { rule } from "./state.js";
import { thread } from "./threads.js";

// --------------------------------------------------------------------------------------------------------- rules

/** A millisecond goes by. The clock waits for the timer: no thread waits longer than its time and the granularity. */
export const tick = rule(
  "tick",
  {},
  {
    says: "one millisecond goes by",
    source: "slides 59, 62 (wake-up granularity)",
    requires: { "nobody-overdue": (s) => s.everyThread.every((t) => leftOf(s, t) !== 0) },
    effect(s) {
      for (const at of s.thread) if ("left" in at && at.left !== NIL) at.left--;
    },
  },
);

/** The timer wakes a thread whose time is up. A transfer that runs has no time to keep, but its pager has.  [slide 59] */
export const timeout = rule(
  "timeout",
  { sleeper: thread },
  {
    says: "the timer wakes {sleeper}",
    source: "slide 59; X0 timeouts",
    requires: {
      "time-is-limited": (s, { sleeper }) => leftOf(s, sleeper) !== NIL,
      "time-is-up": (s, { sleeper }) => leftOf(s, sleeper) <= s.granularity,
    },
    effect(s, { sleeper }) {
      const at = activityOf(s, sleeper);
      if (isPaging(at)) endTransfer(s, sleeper, "page-fault timeout");
      else end(s, sleeper, at.kind === "sending" ? "send timeout" : "receive timeout");
    },
  },
);
