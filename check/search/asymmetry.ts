/**
 * Is a model as symmetric as its schema says? A rule that treats one interchangeable name as special would make a
 * search under symmetry wrong without a sign of it. So the first states are tried: to rename and then to step must
 * come to the same as to step and then to rename, refusals and properties included.
 *
 * This runs on the fast executor. On the pure one it would show the model's functions to the engine with immer's
 * proxies, and the search that follows would take five times as long.
 */
import {
  actionOf,
  decodeRequest,
  type Executor,
  type Instance,
  printAction,
  type Renaming,
  rename,
  requestOf,
} from "../../model/index.js";

/** Renamings tried, and attempts in all, about. */
const RENAMINGS = 12;
const ATTEMPTS = 100_000;

/** What came of a request: the clause that refused it, or the properties shown; the packed state is in `key`. */
interface Attempt {
  readonly refused: number;
  readonly shown: readonly number[];
}

class Prober<S> {
  readonly executor: Executor<S>;
  readonly key: Int32Array;
  constructor(executor: Executor<S>) {
    this.executor = executor;
    this.key = new Int32Array(executor.words);
  }

  /** Make a request of a packed state; the successor, renamed by `by` if given, is then in `key`. */
  attempt(from: Int32Array, request: number, by?: Renaming): Attempt {
    const { executor, key } = this;
    const { rule, picks } = decodeRequest(executor.instance, request);
    executor.before.unpack(from, 0);
    executor.after.unpack(from, 0);
    const refused = executor.refusal[rule.index]?.(picks) ?? 0;
    if (refused >= 0) return { refused, shown: [] };
    executor.apply[rule.index]?.(picks);
    const shown: number[] = [];
    executor.judgeState((property) => shown.push(property));
    executor.judgeStep[rule.index]?.(picks, (property) => shown.push(property));
    if (by === undefined) executor.encode(executor.after.state, key, 0);
    else executor.encodeRenamed(executor.after.state, key, 0, by);
    return { refused, shown };
  }

  renamed(state: Int32Array, by: Renaming): Int32Array {
    this.executor.after.unpack(state, 0);
    const renamed = new Int32Array(this.executor.words);
    this.executor.encodeRenamed(this.executor.after.state, renamed, 0, by);
    return renamed;
  }
}

/**
 * What was found not to be symmetric, as a sentence; undefined if nothing was in the first states, or if the model
 * threw there: the search will come to that, and tell it.
 */
export function asymmetry<S>(executor: Executor<S>, group: readonly Renaming[]): string | undefined {
  try {
    return group.length > 1 ? firstOdd(new Prober(executor), spread(group.slice(1), RENAMINGS)) : undefined;
  } catch {
    return undefined;
  }
}

function firstOdd<S>(prober: Prober<S>, group: readonly Renaming[]): string | undefined {
  const { executor, key } = prober;
  const { instance } = executor;
  const maps = group.map((by) => ({ by, to: renamedRequests(instance, by) }));
  const first = new Int32Array(executor.words);
  executor.encode(instance.initial, first, 0);
  const seen = [first];
  let left = ATTEMPTS;
  for (const state of seen)
    for (const [i, { by, to }] of maps.entries()) {
      const there = prober.renamed(state, by);
      for (let request = 0; request < instance.requests; request++) {
        if (left-- === 0) return undefined;
        const other = to[request] ?? request;
        if (!commutes(prober, { state, request }, { state: there, request: other }, by))
          return `${text(instance, request)} and ${text(instance, other)} differ in more than names`;
        if (i === 0 && prober.attempt(state, request).refused < 0) addIfNew(seen, key);
      }
    }
  return undefined;
}

interface Probe {
  readonly state: Int32Array;
  readonly request: number;
}

/** Does the renamed request do to the renamed state what the request does to the state, up to the renaming? */
function commutes<S>(prober: Prober<S>, here: Probe, there: Probe, by: Renaming): boolean {
  const plain = prober.attempt(here.state, here.request, by);
  const expected = prober.key.slice();
  const other = prober.attempt(there.state, there.request);
  if (plain.refused !== other.refused || plain.shown.join() !== other.shown.join()) return false;
  return plain.refused >= 0 || prober.key.every((word, i) => word === expected[i]);
}

function addIfNew(seen: Int32Array[], key: Int32Array): void {
  if (!seen.some((state) => state.every((word, i) => word === key[i]))) seen.push(key.slice());
}

/** For each request, the number of the renamed one. */
const renamedRequests = <S>(instance: Instance<S>, by: Renaming): readonly (number | undefined)[] =>
  Array.from({ length: instance.requests }, (_, request) => {
    const { rule, args } = actionOf(instance, request);
    const its = instance.rules.find((r) => r.rule.name === rule)?.variables ?? [];
    const there = Object.fromEntries(its.map((v) => [v.name, rename(v.schema, args[v.name], by)]));
    return requestOf(instance, { rule, args: there });
  });

const text = <S>(instance: Instance<S>, request: number): string =>
  printAction(instance, actionOf(instance, request));

/** At most `most` of them, from all over the list. */
const spread = <T>(all: readonly T[], most: number): readonly T[] =>
  all.filter((_, i) => all.length <= most || i % Math.ceil(all.length / most) === 0);
