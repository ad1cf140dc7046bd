/** What is proved of ipc: who waits for whom, and in which order; and the sentences that the proofs need. */
import {
  and,
  argument,
  choose,
  differ,
  equal,
  exists,
  type Formula,
  forAll,
  iff,
  implies,
  later,
  not,
  or,
  type Statement,
  type StepStatement,
  stated,
} from "../../check/prove/index.js";
import { pagingOnly } from "../../spec/ipc/properties-inductive.js";
import { forever, noGhost, paired, poll, queued, rendezvous } from "../../spec/ipc/properties-waiting.js";
import { accepts } from "./view.js";
import * as w from "./words.js";

type OfThread = w.OfThread;

const ofAll = (body: (t: OfThread) => Formula): Formula => forAll({ t: w.thread }, ({ t }) => body(t));
const ofPairs = (body: (t: OfThread, u: OfThread) => Formula): Formula =>
  forAll({ t: w.thread, u: w.thread }, ({ t, u }) => body(t, u));
const ofTriples = (body: (q: OfThread, t: OfThread, u: OfThread) => Formula): Formula =>
  forAll({ q: w.thread, t: w.thread, u: w.thread }, ({ q, t, u }) => body(q, t, u));

/** Does `t` wait to send to `u`? */
const sendsTo = (t: OfThread, u: OfThread): Formula =>
  or(and(w.is.sending(t), equal(w.peer(t), u)), and(w.asking(t), w.asked(t, u)));

const waitsFor = (t: OfThread, u: OfThread): Formula =>
  or(
    and(or(w.is.sending(t), w.inTransfer(t), w.names(t)), equal(w.peer(t), u)),
    and(w.pages(t), w.asked(t, u)),
  );

const hasAsked = (t: OfThread): Formula => exists({ u: w.thread }, ({ u }) => w.asked(t, u));

// ---------------------------------------------------------------------------------------------------------- axioms

export const axioms: readonly Statement[] = [
  {
    id: "finite-queues",
    says: "a queue in which somebody stands has a first",
    formula: ofPairs((q, t) =>
      implies(w.queued(q, t), and(w.queued(q, w.head(q)), not(w.before(q, t, w.head(q))))),
    ),
  },
  {
    id: "no-long-chains",
    says: "a call that waits to send receives from its partner then, or not at all",
    formula: and(
      forAll({ n: w.request }, ({ n }) =>
        implies(
          and(differ(w.requestSend(n), w.noSend()), not(w.sendPolls(w.requestSend(n)))),
          isClosed(w.requestReceive(n)),
        ),
      ),
      forAll({ v: w.page }, ({ v }) => isClosed(w.faultAt(v))),
    ),
  },
  {
    id: "pagers-above",
    says: "a task that is under another is so with all whose pager it has",
    formula: forAll({ t: w.thread, u: w.thread, k: w.task }, ({ t, u, k }) =>
      implies(and(w.asked(t, u), w.under(w.home(u), k)), w.under(w.home(t), k)),
    ),
  },
  {
    id: "receives",
    says: "a receive is from one, or open, or from an interrupt",
    formula: forAll({ r: w.receive }, ({ r }) =>
      and(
        not(and(w.isOpen(r), w.fromPartner(r))),
        not(and(w.isOpen(r), w.fromInterrupt(r))),
        not(and(w.fromPartner(r), w.fromInterrupt(r))),
      ),
    ),
  },
];

function isClosed(r: w.OfReceive): Formula {
  return or(equal(r, w.noReceive()), w.fromPartner(r));
}

// ------------------------------------------------------------------------------------------------------ invariants

const waiting: readonly Statement[] = [
  stated(
    rendezvous,
    ofPairs((t, u) => implies(sendsTo(t, u), not(accepts(u, t)))),
  ),
  stated(
    queued,
    ofPairs((q, t) =>
      implies(or(sendsTo(t, q), w.queued(q, t)), and(sendsTo(t, q), w.queued(q, t), not(w.twice(q, t)))),
    ),
  ),
  stated(
    noGhost,
    ofPairs((t, u) => implies(waitsFor(t, u), w.exists(u))),
  ),
  stated(
    paired,
    ofAll((t) => {
      const u = w.peer(t);
      return implies(
        w.inTransfer(t),
        and(
          w.inTransfer(u),
          equal(w.peer(u), t),
          not(and(w.is.giving(t), w.is.giving(u))),
          not(and(w.is.taking(t), w.is.taking(u))),
          not(and(w.pages(t), w.pages(u))),
        ),
      );
    }),
  ),
  stated(
    poll,
    ofAll((t) =>
      and(
        implies(w.is.sending(t), not(w.sendPolls(w.sends(t)))),
        implies(w.is.receiving(t), not(w.receivePolls(w.receives(t)))),
      ),
    ),
  ),
  stated(
    forever,
    ofAll((t) =>
      and(
        implies(w.is.sending(t), iff(w.sendEnds(w.sends(t)), w.timed(t))),
        implies(w.is.receiving(t), iff(w.receiveEnds(w.receives(t)), w.timed(t))),
      ),
    ),
  ),
  {
    ...stated(
      pagingOnly,
      ofAll((t) => implies(w.inTransfer(t), choose(w.pages(t), hasAsked(t), not(w.timed(t))))),
    ),
    aside: true,
  },
];

const helping: readonly Statement[] = [
  {
    id: "WAIT-KINDS",
    says: "a thread does one thing; who pages is in a transfer, and asks or awaits one pager; who names one receives",
    formula: and(
      ofAll((t) => and(...pairsOfKinds(t))),
      ofAll((t) => implies(w.pages(t), w.inTransfer(t))),
      ofAll((t) => not(and(w.asking(t), w.awaiting(t)))),
      ofPairs((t, u) => implies(w.asked(t, u), w.pages(t))),
      ofTriples((q, t, u) => implies(and(w.asked(q, t), w.asked(q, u)), equal(t, u))),
      ofAll((t) => implies(w.names(t), and(w.is.receiving(t), w.fromPartner(w.receives(t))))),
    ),
  },
  {
    id: "WAIT-ORDER",
    says: "those in a queue stand in an order, one behind the other",
    formula: and(
      ofPairs((q, t) => implies(w.twice(q, t), w.queued(q, t))),
      ofTriples((q, t, u) =>
        implies(w.before(q, t, u), and(w.queued(q, t), w.queued(q, u), not(w.before(q, u, t)))),
      ),
      ofTriples((q, t, u) =>
        implies(and(w.queued(q, t), w.queued(q, u), differ(t, u)), or(w.before(q, t, u), w.before(q, u, t))),
      ),
    ),
  },
  {
    id: "WAIT-CLOSED",
    says: "who waits to send receives from its partner then, or not at all",
    formula: ofAll((t) => implies(w.is.sending(t), isClosed(w.receives(t)))),
  },
  {
    id: "WAIT-TIMED",
    says: "only who waits has time to keep",
    formula: ofAll((t) => implies(w.timed(t), or(w.is.sending(t), w.is.receiving(t), w.pages(t)))),
  },
];

function pairsOfKinds(t: OfThread): readonly Formula[] {
  return w.kinds.flatMap((a, i) => w.kinds.slice(i + 1).map((b) => not(and(w.is[a](t), w.is[b](t)))));
}

export const invariants: readonly Statement[] = [...waiting, ...helping];

// -------------------------------------------------------------------------------------------------- step properties

/** Of those who stand in the queue of `q` none leaves before another, where `r` receives from any. */
const inTurn = (q: OfThread, r: w.OfReceive): Formula =>
  ofPairs((t, u) => implies(and(w.isOpen(r), w.before(q, t, u), after.queued(q, t)), after.queued(q, u)));
const after = { queued: later(w.queued), before: later(w.before) };

const progress = [
  "ipc",
  "wait",
  "fault",
  "copy",
  "copyFault",
  "attach",
  "interrupt",
  "timeout",
  "deleteTask",
  "exRegs",
];

export const steps: readonly StepStatement[] = [
  {
    id: "QUEUE-ORDER",
    says: "those who stay in a queue keep their order, and who comes stands behind them",
    on: progress,
    formula: () =>
      ofTriples((q, t, u) =>
        implies(
          and(
            after.queued(q, t),
            after.queued(q, u),
            w.queued(q, t),
            or(w.before(q, t, u), not(w.queued(q, u))),
          ),
          after.before(q, t, u),
        ),
      ),
  },
  {
    id: "QUEUE-FIRST-CALL",
    says: "a call that receives from any takes nobody out of the caller's queue before who came first",
    on: ["ipc"],
    formula: (args) =>
      inTurn(argument(args, "by", w.thread), w.requestReceive(argument(args, "request", w.request))),
  },
  {
    id: "QUEUE-FIRST-WAIT",
    says: "a wait takes nobody out of the caller's queue before who came first",
    on: ["wait"],
    formula: (args) =>
      inTurn(argument(args, "by", w.thread), w.waitReceive(argument(args, "request", w.wait))),
  },
  {
    id: "QUEUE-FIRST-COPY",
    says: "a call whose message has been copied takes nobody out of the caller's queue before who came first",
    on: ["copy"],
    formula: (args) => {
      const giver = argument(args, "giver", w.thread);
      return inTurn(giver, w.receives(giver));
    },
  },
];
