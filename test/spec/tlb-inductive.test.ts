/** From any state that satisfies the invariants of tlb, reachable or not, each step keeps them, and all step properties. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { enabled, type Instance, id, instantiate, NIL, offenders, step, values } from "../../model/index.js";
import { realPage } from "../../spec/sigma/index.js";
import {
  bufferOf,
  here,
  initial,
  isCopying,
  type LinearPage,
  linearPage,
  pageAt,
  type Thread,
  type Tlb,
  thread,
  tlb,
  together,
  walk,
  windowPage,
  wordAt,
} from "../../spec/tlb/index.js";

const scope = { spaces: 3, pages: 2, threads: 6, units: 3, regions: 2 };
const instance: Instance<Tlb> = instantiate(tlb, scope);
const [threads, linearPages] = [values(thread(scope)), values(linearPage(scope))];
const laws = instance.properties.filter(({ property }) => "holds" in property);

/** Choices enough for one state. */
const dice = fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 });

/** A state that satisfies the invariants: memory is anything at all, for they say nothing of it. */
function stateFrom(rolls: readonly number[]): Tlb {
  let next = 0;
  const roll = (n: number): number => (rolls[next++ % rolls.length] ?? 0) % n;
  const start = initial(scope);
  const origin = start.sigma.origin.map((own, p) => (p < 2 || roll(4) === 0 ? own : id<"page">(roll(6))));
  const s: Tlb = {
    ...start,
    sigma: { ...start.sigma, origin },
    current: id(roll(threads.length)),
    used: roll(2) === 0,
  };
  return withTlb(withWindow({ ...s, ...pairs(s, roll) }, roll), roll);
}

type Roll = (n: number) => number;

/** Some threads copy to threads of other spaces; the current thread may be a sender, or a receiver. */
function pairs(s: Tlb, roll: Roll): Pick<Tlb, "partner" | "copied"> {
  const partner: (Thread | typeof NIL)[] = threads.map(() => NIL);
  for (let tries = 0; tries < 4; tries++) {
    const [from, to] = [id<"thread">(roll(threads.length)), id<"thread">(roll(threads.length))];
    const taken = [from, to].some((t) => partner[t] !== NIL || partner.includes(t));
    if (!taken && !together(s, from, to)) partner[from] = to;
  }
  return { partner, copied: partner.map((to) => (to === NIL ? 0 : roll(scope.units + 1))) };
}

/** In the directory in CR3, if the thread is marked: its own words while it copies, any otherwise. */
function withWindow(s: Tlb, roll: Roll): Tlb {
  const window = [...s.window];
  for (const r of s.used ? s.everyRegion : [])
    if (roll(2) === 0)
      window[wordAt(s, here(s), r)] = isCopying(s) ? bufferOf(s, s.current, r) : pageAt(s, roll(3), roll(2));
  return { ...s, window };
}

/** Of its own pages what is true; of the window, if it is marked, what is true while it copies, anything otherwise. */
function withTlb(s: Tlb, roll: Roll): Tlb {
  const tlb = linearPages.map((at: LinearPage) => {
    const r = s.everyRegion.find((region) => windowPage(s, region) === at);
    if (roll(2) === 0) return NIL;
    if (r === undefined) return walk(s, at);
    if (!s.used) return NIL;
    return isCopying(s) ? realPage(s.sigma, bufferOf(s, s.current, r)) : id<"virtual page">(roll(2));
  });
  return { ...s, tlb };
}

describe("tlb's invariants are inductive, and its step properties follow from them", () => {
  test.prop([dice], { numRuns: 3000 })("one step", (rolls) => {
    const before = stateFrom(rolls);
    for (const law of laws) expect(offenders(instance, law, before, undefined)).toEqual([]);
    for (const action of enabled(instance, before)) {
      const outcome = step(instance, before, action);
      if (!outcome.ok) throw new Error(outcome.refusal);
      const taken = { before, action, after: outcome.state };
      for (const law of laws)
        if (offenders(instance, law, outcome.state, taken).length > 0)
          throw new Error(`${law.property.id} after ${JSON.stringify(action)} of ${JSON.stringify(before)}`);
    }
  });
});
