/**
 * How a variant of sigma is written: sigma's state, some rules of its own, and sigma's properties, each either kept
 * or claimed: a variant's search holds if and only if all that it is said to keep is kept, and all that it is said to
 * break is broken.
 */
import type { Draft } from "immer";
import { type Domains, type Model, NIL, type Rule } from "../../../model/index.js";
import { originOf, type Page, rehang, type Sigma, sigma } from "../index.js";

// --------------------------------------------------------------------------------------------------------- rules

/** The rule without one of its guard clauses. */
export function without<D extends Domains<never>>(rule: Rule<Sigma, D>, clause: string): Rule<Sigma, D> {
  const left = Object.entries(rule.requires).filter(([name]) => name !== clause);
  return { ...rule, requires: left.length > 0 ? Object.fromEntries(left) : { always: () => true } };
}

/** The node of `from` becomes the node of `to`, and its subtree with it.  [L95 appendix A, implementation paragraph] */
export function move(s: Draft<Sigma>, from: Page, to: Page): void {
  s.origin[to] = originOf(s, from);
  rehang(s, from, to);
  s.origin[from] = NIL;
}

// -------------------------------------------------------------------------------------------------------- models

const small = { spaces: 3, pages: 2 };

/** A model that differs from sigma as it says, searched where sigma has 689 states. */
export const variant = (
  body: Pick<Model<Sigma>, "name" | "says" | "rules" | "properties" | "mayEnd">,
): Model<Sigma> => ({ ...sigma, scopes: { quick: small, full: small }, ...body });
