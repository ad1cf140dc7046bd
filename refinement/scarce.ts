/**
 * A kernel whose memory comes to an end. The specification knows no such end, so what may happen then is said here: a call
 * that finds no memory is told that, and leaves everything as it was; or, if a page was to go with a message, the message
 * ends as if sigma had refused the page.
 *
 * So the model that such a kernel is compared with is the specification with a rule more for each step that may fail. That
 * it fails without need is not for the model to say: scarcity.ts looks whether there was memory.
 *
 * Sources: X0, for the code of a map that fails; the rest is our own (impl/kernel/abi.ts).
 */
import type { Draft } from "immer";
import { type Action, type Instance, type Model, NIL, type Rule } from "../model/index.js";
import * as faults from "../spec/ipc/faults.js";
import { activityOf } from "../spec/ipc/observers.js";
import { kernel as specification } from "../spec/kernel/index.js";
import { lands, source, target } from "../spec/kernel/processor.js";
import type { Kernel } from "../spec/kernel/state.js";

/** Steps that may find no memory, and what of them then happens. */
const failing = {
  createTask: nothing,
  exRegs: nothing,
  ipc: withoutPages,
  wait: withoutPages,
  copy: copyWithoutPages,
} as const;

const SUFFIX = "WithoutMemory";
export type Failing = keyof typeof failing;
const isFailing = (name: string): name is Failing => Object.hasOwn(failing, name);
const failingNames: readonly Failing[] = Object.keys(failing).filter(isFailing);

/** The rules for steps that have found no memory. */
export const withoutMemoryNames: readonly string[] = failingNames.map((name) => `${name}${SUFFIX}`);

/** Has a step found no memory? */
export const isWithoutMemory = ({ rule }: Pick<Action, "rule">): boolean => withoutMemoryNames.includes(rule);

/** Is this a model of a kernel whose memory comes to an end? */
export const isOfScarceMemory = ({ rules }: Instance<Kernel>): boolean =>
  rules.some(({ rule }) => isWithoutMemory({ rule: rule.name }));

/** The same step, which has found no memory; undefined if it needs none. */
export const withoutMemory = ({ rule: name, args }: Action): Action | undefined =>
  isFailing(name) ? { rule: `${name}${SUFFIX}`, args } : undefined;

/** The step of the specification that a step is, or would have been with memory. */
export const withMemory = (name: string): string =>
  name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name;

type Effect = Rule<Kernel>["effect"];

/** Nothing happens. */
function nothing(): Effect {
  return () => {};
}

/** What a step does if no page can go with a message: sigma refuses each, as if there were none. */
function withoutPages({ effect }: Pick<Rule<Kernel>, "effect">): Effect {
  return (s, args) => {
    const { origin } = s.sigma;
    s.sigma.origin = origin.map(() => NIL);
    effect(s, args);
    s.sigma.origin = origin;
  };
}

/** The unit is copied, and then the transfer ends without its page. */
function copyWithoutPages(): Effect {
  const end = withoutPages({ effect: (s) => faults.copy.effect(s, { giver: s.current }) });
  return (s: Draft<Kernel>, args) => {
    const [from, to] = [lands(s, source(s)), lands(s, target(s))];
    s.contents[to] = s.contents[from] ?? 0;
    end(s, args);
  };
}

/** Is one unit left to be copied of the message that the current thread gives? */
export function isLastUnit(s: Kernel): boolean {
  const at = activityOf(s, s.current);
  return at.kind === "giving" && at.units === 1;
}

function failed(its: Rule<Kernel>): Rule<Kernel> {
  const { name, params, says, source: from, requires } = its;
  if (!isFailing(name)) return its;
  return {
    name: `${name}${SUFFIX}`,
    params,
    says: `${says}; the kernel has no memory for it`,
    source: `${from}; the code is ours`,
    requires: name === "copy" ? { ...requires, "last-unit": isLastUnit } : requires,
    effect: failing[name](its),
  };
}

/** The specification with these steps. */
export const withScarceMemory: Model<Kernel> = {
  ...specification,
  rules: [
    ...specification.rules,
    ...specification.rules.filter(({ name }) => isFailing(name)).map((its) => failed(its)),
  ],
};
