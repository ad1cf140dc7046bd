/**
 * What phases make of a state, as formulas: each takes what every symbol has before it and gives what it has after it.
 * What they ask is asked of the state before the step, as far as it is still so.
 */
import {
  and,
  choose,
  differ,
  equal,
  type Formula,
  later,
  no,
  not,
  or,
  type Term,
  type Update,
  update,
  yes,
} from "../../check/prove/index.js";
import * as w from "./words.js";

type OfThread = w.OfThread;
type Relation = (t: OfThread) => Formula;

/** The value of each symbol that changes. */
export interface View {
  readonly is: Readonly<Record<w.Kind, Relation>>;
  readonly peer: (t: OfThread) => OfThread;
  readonly sends: (t: OfThread) => w.OfSend;
  readonly receives: (t: OfThread) => w.OfReceive;
  readonly names: Relation;
  readonly asking: Relation;
  readonly awaiting: Relation;
  readonly asked: (t: OfThread, u: OfThread) => Formula;
  readonly timed: Relation;
  readonly queued: (q: OfThread, t: OfThread) => Formula;
  readonly before: (q: OfThread, t: OfThread, u: OfThread) => Formula;
}

/** The state before the step. */
export const now: View = { ...w, is: w.is };

/** What each symbol has become. */
export const updates = (view: View): readonly Update[] => [
  ...w.kinds.map((kind) => update(w.is[kind], (t) => view.is[kind](t))),
  update(w.peer, (t) => view.peer(t)),
  update(w.sends, (t) => view.sends(t)),
  update(w.receives, (t) => view.receives(t)),
  update(w.names, (t) => view.names(t)),
  update(w.asking, (t) => view.asking(t)),
  update(w.awaiting, (t) => view.awaiting(t)),
  update(w.asked, (t, u) => view.asked(t, u)),
  update(w.timed, (t) => view.timed(t)),
  update(w.queued, (q, t) => view.queued(q, t)),
  update(w.before, (q, t, u) => view.before(q, t, u)),
];

// ------------------------------------------------------------------------------------------------------ activities

/** What threads do from now on; what is left out is as with a thread at rest. */
interface Activity {
  readonly kind?: w.Kind;
  readonly peer?: OfThread;
  readonly sends?: w.OfSend;
  readonly receives?: w.OfReceive;
  readonly names?: Formula;
  readonly timed?: Formula;
}

/** The threads for which `who` is true do this. Where they stand in queues stays. */
export function become(view: View, who: Relation, at: Activity): View {
  const of =
    <A extends readonly Term[], N extends string>(
      value: Term<N>,
      old: (t: OfThread, ...rest: A) => Term<N>,
    ) =>
    (t: OfThread, ...rest: A): Term<N> =>
      choose(who(t), value, old(t, ...rest));
  const kind = (one: w.Kind): Relation => of(at.kind === one ? yes : no, view.is[one]);
  return {
    ...view,
    is: {
      ready: kind("ready"),
      sending: kind("sending"),
      receiving: kind("receiving"),
      giving: kind("giving"),
      taking: kind("taking"),
    },
    peer: (t) => choose(who(t), at.peer ?? t, view.peer(t)),
    sends: of(at.sends ?? w.noSend(), view.sends),
    receives: of(at.receives ?? w.noReceive(), view.receives),
    names: of(at.names ?? no, view.names),
    asking: of(no, view.asking),
    awaiting: of(no, view.awaiting),
    asked: of(no, view.asked),
    timed: of(at.timed ?? no, view.timed),
  };
}

export const only =
  (t: OfThread): Relation =>
  (x) =>
    equal(x, t);

/** The threads wait to send no more. */
export const leave = (view: View, who: Relation): View => ({
  ...view,
  queued: (q, t) => and(not(who(t)), view.queued(q, t)),
  before: (q, t, u) => and(not(who(t)), not(who(u)), view.before(q, t, u)),
});

/** The calls of the threads end. */
export const end = (view: View, who: Relation): View => become(leave(view, who), who, { kind: "ready" });

/** One or the other. */
export function either(test: Formula, a: View, b: View): View {
  const of =
    <A extends readonly Term[], N extends string>(x: (...args: A) => Term<N>, y: (...args: A) => Term<N>) =>
    (...args: A): Term<N> =>
      choose(test, x(...args), y(...args));
  return {
    is: {
      ready: of(a.is.ready, b.is.ready),
      sending: of(a.is.sending, b.is.sending),
      receiving: of(a.is.receiving, b.is.receiving),
      giving: of(a.is.giving, b.is.giving),
      taking: of(a.is.taking, b.is.taking),
    },
    peer: of(a.peer, b.peer),
    sends: of(a.sends, b.sends),
    receives: of(a.receives, b.receives),
    names: of(a.names, b.names),
    asking: of(a.asking, b.asking),
    awaiting: of(a.awaiting, b.awaiting),
    asked: of(a.asked, b.asked),
    timed: of(a.timed, b.timed),
    queued: of(a.queued, b.queued),
    before: of(a.before, b.before),
  };
}

/** A thread that copies pages: it asks its pager, or awaits the mapping. */
export const paging = (view: View, t: OfThread, to: OfThread, isAsking: boolean): View => ({
  ...view,
  asking: (x) => choose(equal(x, t), isAsking ? yes : no, view.asking(x)),
  awaiting: (x) => choose(equal(x, t), isAsking ? no : yes, view.awaiting(x)),
  asked: (x, y) => choose(equal(x, t), equal(y, to), view.asked(x, y)),
  timed: (x) => choose(equal(x, t), w.pagerEnds(t), view.timed(x)),
});

/** Its pager has answered. */
const resumed = (view: View, t: OfThread): View => ({
  ...view,
  awaiting: (x) => and(differ(x, t), view.awaiting(x)),
  asked: (x, y) => and(differ(x, t), view.asked(x, y)),
  timed: (x) => and(differ(x, t), view.timed(x)),
});

/** The thread comes to the queue, behind all. */
export const enqueue = (view: View, queue: OfThread, t: OfThread): View => ({
  ...view,
  queued: (q, x) => or(and(equal(q, queue), equal(x, t)), view.queued(q, x)),
  before: (q, x, y) => or(and(equal(q, queue), equal(y, t), view.queued(q, x)), view.before(q, x, y)),
});

// ---------------------------------------------------------------------------------------------------------- phases

export const accepts = (t: OfThread, from: OfThread): Formula =>
  or(w.receivesOpenly(t), and(w.names(t), equal(w.peer(t), from)), and(w.awaiting(t), w.asked(t, from)));

/** A transfer of a message that is copied. */
const copied = (view: View, from: OfThread, to: OfThread, m: w.OfSend, next: w.OfReceive, r: w.OfReceive) =>
  become(become(view, only(from), { kind: "giving", peer: to, sends: m, receives: next }), only(to), {
    kind: "taking",
    peer: from,
    receives: r,
  });

/** The receiver's call ends, or its copy goes on. */
export const received = (view: View, t: OfThread): View =>
  either(w.awaiting(t), resumed(view, t), end(view, only(t)));

/** The message has reached `to` whole, or is spoilt. The sender's call goes on, or ends. */
export function complete(view: View, from: OfThread, to: OfThread, m: w.OfSend, next: w.OfReceive): View {
  const given = received(view, to);
  const isOver = or(w.fails(from, to, m), equal(next, w.noReceive()));
  return either(isOver, end(given, only(from)), receivePhase(given, from, next, to));
}

/** A message that fits in registers goes at once. The receiver pages for a copy, or has its receive. */
const start = (view: View, from: OfThread, to: OfThread, m: w.OfSend, next: w.OfReceive): View =>
  either(
    and(not(w.awaiting(to)), w.isLong(m, w.receives(to))),
    copied(view, from, to, m, next, w.receives(to)),
    complete(view, from, to, m, next),
  );

/** The send phase. */
export function sendPhase(view: View, t: OfThread, to: OfThread, m: w.OfSend, next: w.OfReceive): View {
  const waits = become(view, only(t), {
    kind: "sending",
    peer: to,
    sends: m,
    receives: next,
    timed: w.sendEnds(m),
  });
  const here = either(w.sendPolls(m), end(view, only(t)), enqueue(waits, to, t));
  const there = either(accepts(to, t), start(view, t, to, m, next), here);
  return either(or(not(w.exists(to)), equal(to, t)), end(view, only(t)), there);
}

/** The receive phase, after a send to the partner or without one. */
export function receivePhase(view: View, t: OfThread, r: w.OfReceive, partner: OfThread | undefined): View {
  const isThere = partner === undefined ? no : and(w.exists(partner), differ(partner, t));
  const can = and(or(not(w.fromPartner(r)), isThere), or(not(w.fromInterrupt(r)), w.hasLine(t)));
  const first = partner === undefined ? w.head(t) : choose(w.isOpen(r), w.head(t), partner);
  const waits = or(w.isOpen(r), w.fromPartner(r));
  const ended = end(view, only(t));
  const waiting = become(view, only(t), {
    kind: "receiving",
    ...(partner === undefined ? {} : { peer: choose(w.fromPartner(r), partner, t) }),
    receives: r,
    names: w.fromPartner(r),
    timed: w.receiveEnds(r),
  });
  const met = either(
    and(waits, w.queued(t, first)),
    meet(view, t, first, r),
    either(w.receivePolls(r), ended, waiting),
  );
  return either(or(not(can), and(w.takesInterrupts(r), w.interrupted(t))), ended, met);
}

/** Who stood in the queue is received from. He then awaits his pager, copies, waits for the answer, or is done. */
function meet(view: View, t: OfThread, from: OfThread, r: w.OfReceive): View {
  const left = leave(view, only(from));
  const ended = end(left, only(t));
  const next = w.receives(from);
  const waits = become(ended, only(from), {
    kind: "receiving",
    peer: t,
    receives: next,
    names: yes,
    timed: w.receiveEnds(next),
  });
  const asked: View = {
    ...ended,
    asking: (x) => and(differ(x, from), ended.asking(x)),
    awaiting: (x) => or(equal(x, from), ended.awaiting(x)),
    timed: (x) => choose(equal(x, from), w.pagerEnds(from), ended.timed(x)),
  };
  // Whether all went well is seen from what has become of him.
  const goesOn = and(differ(next, w.noReceive()), not(w.receivePolls(next)), later(w.goesOn)(from));
  const short = either(goesOn, waits, become(ended, only(from), { kind: "ready" }));
  const long = copied(left, from, t, w.sends(from), next, r);
  return either(w.asking(from), asked, either(w.isLong(w.sends(from), r), long, short));
}
