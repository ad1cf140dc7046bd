/**
 * How another design is written: tlb's state, some rules of its own in place of tlb's, and tlb's properties, each kept
 * or claimed: a design's search holds if and only if all that it is said to keep is kept, and all that it is said to
 * break is broken.
 */
import {
  allBut,
  type Domains,
  type Model,
  type Property,
  type Rule,
  type Scope,
} from "../../../model/index.js";
import { abort, access, begin, end, fetched, givenUp, initial, type Tlb, tlb } from "../index.js";

// ---------------------------------------------------------------------------------------------------- properties

/** The property, speaking of those rules only that there are. */
const about = (property: Property<Tlb>, rules: readonly Rule<Tlb>[]): Property<Tlb> =>
  "on" in property
    ? { ...property, on: property.on.filter((name) => rules.some((rule) => rule.name === name)) }
    : property;

// --------------------------------------------------------------------------------------------------------- rules

/** The rule with a guard clause of this design in place of one of its own. */
export function guarded<D extends Domains<never>>(
  rule: Rule<Tlb, D>,
  clause: string,
  by: Rule<Tlb, D>["requires"],
): Rule<Tlb, D> {
  const left = Object.entries(rule.requires).filter(([name]) => name !== clause);
  return { ...rule, requires: { ...Object.fromEntries(left), ...by } };
}

/** A copy begins when its sender has the processor; a receiver that comes last gives it to the sender first. */
export const beginBySender = guarded(begin, "user-level", {
  "sender-is-current": (s, { from }) => from === s.current,
});

/** A copy ends when the message is copied, which has a unit at least; none is given up. */
export const endOfMessage = guarded(end, "copying", {
  "unit-copied": (s) => (s.copied[s.current] ?? 0) > 0,
});

/** No thread has the processor while somebody copies to it. */
const accessByRunning = guarded(access, "runnable", {});

// -------------------------------------------------------------------------------------------------------- models

export interface Design {
  readonly name: string;
  readonly says: string;
  /** Rules that take the place of those with the same names, or are added. */
  readonly rules: readonly Rule<Tlb>[];
  /** Rules that there is no use for. */
  readonly without?: readonly Rule<Tlb>[];
  /** Properties that are broken. */
  readonly broken?: readonly Property<Tlb>[];
  /** Witnesses of what cannot come about, and properties that speak of what there is not. */
  readonly unasked?: readonly Property<Tlb>[];
  /** Where its memory at start is not tlb's. */
  readonly initial?: typeof initial;
  /** Where its quick scope is not tlb's. */
  readonly scope?: Scope;
}

/** tlb in another design. */
export function design(body: Design): Model<Tlb> {
  const { name, says, rules: own, without = [], broken = [], unasked = [], scope: wanted = {} } = body;
  const scope = { ...tlb.scopes.quick, ...wanted };
  const kept = tlb.rules.filter((r) => !without.includes(r));
  const added = own.filter((r) => !tlb.rules.some(({ name }) => name === r.name));
  const rules = [...kept.map((r) => own.find(({ name }) => name === r.name) ?? r), ...added];
  const asked = tlb.properties.filter((p) => !unasked.includes(p));
  const properties = allBut(asked, ...broken).map((p) => about(p, rules));
  const scopes = { quick: scope, full: { ...scope, units: 2, regions: 2 } };
  return { ...tlb, name, says, initial: body.initial ?? initial, scopes, rules, properties, simulations: {} };
}

/** tlb in a design of the sources: a sender has the processor when its copy begins, and no copy is given up. */
export const ofSource = (body: Design): Model<Tlb> =>
  design({
    ...body,
    rules: [accessByRunning, ...body.rules],
    without: [abort, ...(body.without ?? [])],
    unasked: [fetched, givenUp, ...(body.unasked ?? [])],
  });
