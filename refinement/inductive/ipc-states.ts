/**
 * States of ipc that satisfy its invariants, whether they can be reached or not. Each part is drawn freely, and mended
 * where an invariant says something of it; what is said by the invariant called `free` is not mended.
 */

import type { Roll } from "../../check/index.js";
import { id, NIL, type Nil, setOf, values } from "../../model/index.js";
import {
  accepts,
  acceptsInterrupt,
  exists,
  isInterrupted,
  isPaging,
  pagerOf,
  partnerOf,
  receivesFrom,
  sendsTo,
  taskExists,
  taskOf,
} from "../../spec/ipc/observers.js";
import { transferUnits } from "../../spec/ipc/repertoire.js";
import { type Ipc, initial } from "../../spec/ipc/state.js";
import { type Activity, line, type Scope, type Task, type Thread } from "../../spec/ipc/threads.js";

/** A state that is being made. */
type Making = { -readonly [K in keyof Ipc]: Ipc[K] } & { thread: Activity[] };

export interface Drawing {
  readonly scope: Scope;
  readonly roll: Roll;
  /** The id of an invariant that is not looked after. */
  readonly free?: string;
  /** What else must be so, before what is amiss between threads is mended. */
  readonly fitted?: (s: Ipc) => Pick<Ipc, "thread" | "attached" | "pending">;
}

const INACTIVE: Activity = { kind: "inactive" };
const READY: Activity = { kind: "ready" };

export function stateFrom(drawing: Drawing): Ipc {
  const start = initial(drawing.scope);
  const s: Making = { ...start, thread: [...start.thread] };
  s.holder = tasks(drawing);
  s.sigma = { ...s.sigma, origin: origins(s, drawing) };
  const idle = new Set(
    s.holder.map((_, task) => (drawing.roll(4) === 0 || !taskExists(s, id(task)) ? task : -1)),
  );
  s.thread = s.everyThread.map((t) => (idle.has(taskOf(s, t)) ? INACTIVE : alone(s, drawing)));
  for (let tries = 0; tries < 3; tries++) pair(s, drawing);
  s.attached = drivers(s, drawing);
  s.pending = setOf(
    ...values(line(drawing.scope)).filter((l) => s.attached[l] !== NIL && drawing.roll(2) === 0),
  );
  if (drawing.fitted !== undefined) Object.assign(s, drawing.fitted(s));
  while (mends(s));
  s.queue = s.everyThread.map((to) =>
    shuffled(
      s.everyThread.filter((t) => sendsTo(s, t) === to),
      drawing.roll,
    ),
  );
  return s;
}

// ------------------------------------------------------------------------------------------------- tasks and pages

/** In a random order, each task is missing or held by one that came before. */
function tasks({ scope, roll, free }: Drawing): Ipc["holder"] {
  const holder: (Task | Nil)[] = Array.from({ length: scope.spaces }, () => NIL);
  const there: Task[] = [id(0)];
  const others = holder.map((_, i): Task => id(i)).slice(1);
  for (const task of shuffled(others, roll)) {
    if (roll(6) === 0) continue;
    there.push(task);
    holder[task] = pick(free === "IPC-CLANS" ? there : there.slice(0, -1), roll);
  }
  if (free === "IPC-CLANS" && roll(2) === 0) holder[0] = pick(there, roll);
  return holder;
}

/** Anything at all: the invariants say nothing of pages. */
const origins = ({ sigma: { everyPage, pagesPerSpace } }: Ipc, { roll }: Drawing): Ipc["sigma"]["origin"] =>
  everyPage.map((p) => (p < pagesPerSpace ? p : roll(3) > 0 ? pick(everyPage, roll) : NIL));

// --------------------------------------------------------------------------------------------------------- threads

/** What a thread does that is in no transfer. */
function alone(s: Ipc, drawing: Drawing): Activity {
  const { roll } = drawing;
  const { sends, receives } = s.calls;
  const someone = pick(s.everyThread, roll);
  switch (roll(4)) {
    case 0:
      return roll(3) === 0 ? INACTIVE : READY;
    case 1:
      return READY;
    case 2: {
      const [send, within] = waiting(sends, drawing);
      const next = pick(["none", ...Object.keys(receives)], roll);
      return { kind: "sending", to: someone, send, next, left: timeLeft(within, drawing) };
    }
    default: {
      const [receive, within] = waiting(receives, drawing);
      const from = roll(2) === 0 ? someone : NIL;
      return { kind: "receiving", from, receive, left: timeLeft(within, drawing) };
    }
  }
}

/** A descriptor with which a thread may wait, and its timeout. */
function waiting(
  its: Readonly<Record<string, { readonly within: number }>>,
  { roll }: Drawing,
): readonly [string, number] {
  const all = Object.entries(its).map(([name, { within }]) => [name, within] as const);
  return pick(
    all.filter(([, within]) => within !== 0),
    roll,
  );
}

/** Time that may be left of a timeout. */
const timeLeft = (within: number, { scope, roll }: Drawing): number =>
  within === NIL ? NIL : roll(within + scope.granularity + 1);

/** Some thread gives a message to another. One of them may wait for its pager. */
function pair(s: Making, drawing: Drawing): void {
  const { roll, free } = drawing;
  const [from, to] = [pick(s.everyThread, roll), pick(s.everyThread, roll)];
  if (from === to || ![from, to].every((t) => exists(s, t) && partnerOf(s, t) === NIL)) return;
  const [send, receive, most] = pick(transfers(s, free !== "IPC-COPYING"), roll);
  const units = free === "IPC-COPYING" ? roll(4) : 1 + roll(most);
  const next = pick(["none", ...Object.keys(s.calls.receives)], roll);
  s.thread[from] = { kind: "giving", to, send, next, units, ...paging(s, from, drawing) };
  s.thread[to] = { kind: "taking", from, receive, ...paging(s, to, drawing) };
}

/** A message, a receive, and how many units would be copied: some, if it must be. */
const transfers = ({ calls }: Ipc, some: boolean): readonly (readonly [string, string, number])[] =>
  Object.entries(calls.sends)
    .flatMap(([send, message]) =>
      Object.entries(calls.receives).map(
        ([receive, room]) => [send, receive, transferUnits(message, room)] as const,
      ),
    )
    .filter(([, , units]) => units > 0 || !some);

type Paging = Pick<Extract<Activity, { kind: "giving" }>, "paging" | "left">;

function paging(s: Ipc, t: Thread, { scope, roll, free }: Drawing): Paging {
  const left = roll(2) === 0 ? NIL : roll(2 + scope.granularity);
  const lawful = free !== "IPC-PAGING";
  if (roll(2) === 0 || (lawful && pagerOf(s, t) === NIL)) return { paging: "no", left: lawful ? NIL : left };
  return { paging: roll(2) === 0 ? "asking" : "awaiting", left };
}

/** The threads that lines are attached to, each to one. */
function drivers(s: Ipc, { scope, roll, free }: Drawing): Ipc["attached"] {
  const attached: (Thread | Nil)[] = [];
  for (const _ of values(line(scope))) {
    const t = pick(s.everyThread, roll);
    const free_ = exists(s, t) && (free === "IPC-ATTACHED" || !attached.includes(t));
    attached.push(free_ ? t : NIL);
  }
  return attached;
}

// --------------------------------------------------------------------------------------------------------- mending

/** Is there something to mend?  Then it is mended, and there may be more. */
const mends = (s: Making): boolean => s.everyThread.some((t) => mendsThread(s, t));

function mendsThread(s: Making, t: Thread): boolean {
  const [to, from, partner] = [sendsTo(s, t), receivesFrom(s, t), partnerOf(s, t)];
  const other = partner === NIL ? undefined : s.thread[partner];
  const alone = (to !== NIL && !exists(s, to)) || (from !== NIL && !exists(s, from));
  const met = to !== NIL && accepts(s, to, t);
  const at = s.thread[t];
  if (at && other && isPaging(at) && isPaging(other)) return stopsPaging(s, t);
  if (alone || met) return partner === NIL ? goesOn(s, t) : stopsPaging(s, t);
  if (!isInterrupted(s, t) || !acceptsInterrupt(s, t)) return false;
  return goesOn(s, t);
}

function goesOn(s: Making, t: Thread): boolean {
  s.thread[t] = READY;
  return true;
}

function stopsPaging(s: Making, t: Thread): boolean {
  const at = s.thread[t];
  if (at?.kind === "giving" || at?.kind === "taking") s.thread[t] = { ...at, paging: "no", left: NIL };
  return true;
}

// --------------------------------------------------------------------------------------------------------- chance

export function pick<T>(from: readonly T[], roll: Roll): T {
  const found = from[roll(from.length)];
  if (found === undefined) throw new Error("there is nothing to pick from");
  return found;
}

export function shuffled<T>(of: readonly T[], roll: Roll): T[] {
  const left = [...of];
  return of.flatMap(() => left.splice(roll(left.length), 1));
}
