/** The rules of ipc as formulas: who waits for whom after a step, and where in queues threads stand. */
import {
  and,
  choose,
  differ,
  equal,
  type Formula,
  forAll,
  implies,
  no,
  not,
  or,
  type RuleTheory,
  ruleTheory,
  type Update,
  update,
} from "../../check/prove/index.js";
import {
  accepts,
  become,
  complete,
  either,
  end,
  enqueue,
  leave,
  now,
  only,
  paging,
  received,
  receivePhase,
  sendPhase,
  updates,
  type View,
} from "./view.js";
import * as w from "./words.js";

// ----------------------------------------------------------------------------------------------------------- start

/** At start the first thread runs, and is alone. */
export const initial: readonly Update[] = [
  ...w.kinds.map((kind) => update(w.is[kind], (t) => (kind === "ready" ? equal(t, w.first()) : no))),
  update(w.peer, (t) => t),
  update(w.sends, () => w.noSend()),
  update(w.receives, () => w.noReceive()),
  ...[w.names, w.asking, w.awaiting, w.timed].map((one) => update(one, () => no)),
  ...[w.asked, w.queued, w.twice].map((one) => update(one, () => no)),
  update(w.before, () => no),
];

// ----------------------------------------------------------------------------------------------------------- calls

const byReady = (by: w.OfThread) => ({ "caller-ready": w.is.ready(by) });

const ipc = ruleTheory(
  "ipc",
  { by: w.thread, partner: w.thread, request: w.request },
  {
    requires: ({ by }) => byReady(by),
    effect: ({ by, partner, request }) => {
      const [message, receive] = [w.requestSend(request), w.requestReceive(request)];
      return updates(
        either(
          differ(message, w.noSend()),
          sendPhase(now, by, partner, message, receive),
          receivePhase(now, by, receive, partner),
        ),
      );
    },
  },
);

const wait = ruleTheory(
  "wait",
  { by: w.thread, request: w.wait },
  {
    requires: ({ by }) => byReady(by),
    effect: ({ by, request }) => updates(receivePhase(now, by, w.waitReceive(request), undefined)),
  },
);

/** It asks for a line and is told at once. */
const attach = ruleTheory(
  "attach",
  { by: w.thread, line: w.line },
  { requires: ({ by }) => byReady(by), effect: () => [] },
);

// ---------------------------------------------------------------------------------- what the processor does unasked

const fault = ruleTheory(
  "fault",
  { by: w.thread, page: w.page },
  {
    requires: ({ by, page }) => ({ running: w.is.ready(by), "page-missing": w.missing(by, page) }),
    effect: ({ by, page }) => {
      const to = w.pager(by);
      return updates(
        either(
          and(w.hasPager(by), w.exists(to)),
          sendPhase(now, by, to, w.faultMessage(), w.faultAt(page)),
          now,
        ),
      );
    },
  },
);

const isHeld = (t: w.OfThread): Formula => or(w.pages(t), and(w.inTransfer(t), w.pages(w.peer(t))));
const both =
  (t: w.OfThread) =>
  (x: w.OfThread): Formula =>
    or(equal(x, t), and(w.inTransfer(t), equal(x, w.peer(t))));

const copy = ruleTheory(
  "copy",
  { giver: w.thread },
  {
    requires: ({ giver }) => ({
      giving: w.is.giving(giver),
      "not-held": not(isHeld(giver)),
      "pages-there": not(w.faults(giver)),
    }),
    effect: ({ giver }) =>
      updates(
        either(
          w.lastUnit(giver),
          complete(now, giver, w.peer(giver), w.sends(giver), w.receives(giver)),
          now,
        ),
      ),
  },
);

/** The pager is there and waits, or is asked; or the transfer ends. */
function askPager(t: w.OfThread): View {
  const to = w.pager(t);
  const isHere = accepts(to, t);
  const answers = paging(received(now, to), t, to, false);
  const asks = enqueue(paging(now, t, to, true), to, t);
  const ends = or(not(w.exists(to)), w.pagerPolls(t));
  const asked = either(ends, end(now, both(t)), either(isHere, answers, asks));
  return either(w.hasPager(t), asked, now);
}

const copyFault = ruleTheory(
  "copyFault",
  { giver: w.thread },
  {
    requires: ({ giver }) => ({
      giving: w.is.giving(giver),
      "not-held": not(isHeld(giver)),
      "page-missing": w.faults(giver),
    }),
    effect: ({ giver }) => updates(askPager(choose(w.faultsFirst(giver), giver, w.peer(giver)))),
  },
);

const interrupt = ruleTheory(
  "interrupt",
  { line: w.line },
  {
    requires: ({ line }) => ({ attached: w.attached(line), "none-pending": not(w.pending(line)) }),
    effect: ({ line }) => {
      const t = w.driver(line);
      const takes = and(w.is.receiving(t), w.takesInterrupts(w.receives(t)));
      return updates(either(takes, end(now, only(t)), now));
    },
  },
);

// ------------------------------------------------------------------------------------------------------------ time

const tick = ruleTheory(
  "tick",
  {},
  {
    requires: () => ({ "nobody-overdue": forAll({ t: w.thread }, ({ t }) => not(w.overdue(t))) }),
    effect: () => [],
  },
);

const timeout = ruleTheory(
  "timeout",
  { sleeper: w.thread },
  {
    requires: ({ sleeper }) => ({ "time-is-limited": w.timed(sleeper), "time-is-up": w.due(sleeper) }),
    effect: ({ sleeper }) =>
      updates(either(w.pages(sleeper), end(now, both(sleeper)), end(now, only(sleeper)))),
  },
);

// --------------------------------------------------------------------------------------------------- tasks, threads

const createTask = ruleTheory(
  "createTask",
  { by: w.thread, task: w.task },
  {
    requires: ({ by, task }) => ({
      ...byReady(by),
      "nesting-allowed": w.mayNest(w.home(by)),
      "not-there-yet": not(w.isThere(task)),
    }),
    effect: () => [],
  },
);

/** Threads that are no more, and whoever waited for one of them or was in a transfer with one. */
function deleted(gone: (t: w.OfThread) => Formula): View {
  const named = (x: w.OfThread): Formula =>
    and(or(w.inTransfer(x), w.is.sending(x), w.names(x)), gone(w.peer(x)));
  const isAskedGone = (x: w.OfThread): Formula =>
    and(w.pages(x), not(forAll({ u: w.thread }, ({ u }) => implies(w.asked(x, u), not(gone(u))))));
  const over = (x: w.OfThread): Formula => or(named(x), isAskedGone(x));
  return become(leave(end(now, over), gone), gone, {});
}

const deleteTask = ruleTheory(
  "deleteTask",
  { by: w.thread, task: w.task },
  {
    requires: ({ by, task }) => ({ ...byReady(by), "holds-capability": w.holds(w.home(by), task) }),
    effect: ({ task }) => updates(deleted((t) => w.under(w.home(t), task))),
  },
);

const handOver = ruleTheory(
  "handOver",
  { by: w.thread, task: w.task, heir: w.task },
  {
    requires: ({ by, task, heir }) => ({
      ...byReady(by),
      "holds-capability": w.holds(w.home(by), task),
      "not-started": forAll({ t: w.thread }, ({ t }) => implies(equal(w.home(t), task), not(w.exists(t)))),
      "heir-exists": w.isThere(heir),
      "heir-not-below": not(w.under(heir, task)),
    }),
    effect: () => [],
  },
);

const exRegs = ruleTheory(
  "exRegs",
  { by: w.thread, target: w.thread },
  {
    requires: ({ by, target }) => ({
      ...byReady(by),
      "may-control": w.mayControl(w.home(by), w.home(target)),
    }),
    effect: ({ target }) => updates(end(now, both(target))),
  },
);

const takesBack = (name: string, guards: (by: w.OfThread) => Readonly<Record<string, Formula>>): RuleTheory =>
  ruleTheory(
    name,
    { by: w.thread, page: w.page },
    {
      requires: ({ by, page }) => ({
        ...byReady(by),
        ...guards(by),
        "page-mapped": not(w.missing(by, page)),
      }),
      effect: () => [],
    },
  );

const demap = takesBack("demap", () => ({}));
const release = takesBack("release", (by) => ({ "not-sigma0": not(w.isSigma0(w.home(by))) }));

export const rules: readonly RuleTheory[] = [
  ...[ipc, wait, fault, copy, copyFault, attach, interrupt, timeout, deleteTask, exRegs],
  ...[tick, createTask, handOver, demap, release],
];
