/** Properties of ipc that its theory leaves to the other judges, and why. */

const TOLD =
  "it speaks of what a step tells a thread, which is gone after the step: the theory knows states, and the requests between them";
const CALLS =
  "it speaks of a whole call, what was told and how its receive began: the theory has its phases only";
const ORDER =
  "QUEUE-ORDER says it of a queue in which nobody stands twice; the property speaks of positions, which the theory has not";
const TURN =
  "QUEUE-FIRST-CALL, -WAIT and -COPY say that nobody is taken before who came first; that an interrupt goes before all is of a line";
const CONTENT = "what a message holds, in units, words and items, the theory leaves out";
const LINES = "lines, and what is pending on them, are free: the theory does not say what becomes of them";
const CLOCK =
  "time left is a number that is counted down: the theory knows whether there is an end to it, and when it is up";
const TASKS =
  "which task holds which, and what a page leads to, are free: the theory does not say what becomes of them";

const each = (why: string, ...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [`IPC-${name}`, why]));

export const left: Readonly<Record<string, string>> = {
  ...each(CALLS, "NOGAP", "PHASES"),
  ...each(
    TOLD,
    "ONCE",
    "ENDS",
    "QUIET",
    "BOTH",
    "CLOSED",
    "UNASKED",
    "CUT",
    "STARTED",
    "POLLS",
    "WHICH-TIMEOUT",
  ),
  ...each(CONTENT, "INTACT", "WHOLE", "COPYING", "ITEM", "ITEM-ONLY", "MAP-FAILED"),
  ...each(ORDER, "ORDER"),
  ...each(TURN, "FIFO"),
  ...each(LINES, "INTERRUPT-RENDEZVOUS", "PENDING", "ATTACHED", "INTERRUPT", "INTERRUPT-KEPT", "LINE"),
  ...each(CLOCK, "NOTLATE", "ARMED", "NOTEARLY"),
  ...each(TASKS, "HOUSED", "CLANS", "DELETED", "CONTROL", "CAPABILITY", "HANDED-OVER", "HELD"),
};
