/**
 * The vocabulary a specification is written in: rules, properties, models.
 *
 * A model is data. A rule is named guard clauses and one effect; all choice is in its parameters, so that it is
 * deterministic once they are given. A property is a quantified sentence, premise and conclusion apart, so that a
 * judge can name the offenders and notice a premise that is never true.
 */
import type { Draft } from "immer";
import type { Tags } from "./itf.js";
import { demand, type Schema, type Value } from "./schema.js";

/** The parameters of a scope and the values that each may take, such as `{ spaces: int(1, 16) }`. */
export type ScopeSchema = Readonly<Record<string, Schema<number> | Schema<boolean> | Schema<string>>>;
export type ScopeValue = number | boolean | string;
/** The sizes at which a model is judged, such as `{ spaces: 3, pages: 3 }`. */
export type Scope = Readonly<Record<string, ScopeValue>>;
export type ScopeOf<D extends ScopeSchema> = { readonly [K in keyof D]: Value<D[K]> };

/** The domain of a parameter: it may depend on the scope. */
export type Domain<in P = never, T = unknown> = (scope: P) => Schema<T>;
export type Domains<P> = Readonly<Record<string, Domain<P>>>;
/** Values for named parameters. */
export type Args<D> = { readonly [K in keyof D]: D[K] extends Domain<never, infer T> ? T : never };

/** Functions of a model, as judges see them: `method` makes TypeScript compare them loosely, as it does methods. */
export type Loose<A extends readonly unknown[], R> = { method(...args: A): R }["method"];

/** A rule: it may be taken when every clause of `requires` is true; the first false one is the refusal. */
export interface Rule<S, D extends Domains<never> = Domains<never>> {
  readonly name: string;
  /** What the rule does, as a sentence; `{parameter}` stands for an argument. */
  readonly says: string;
  /** Author, year, section or slide. */
  readonly source: string;
  readonly params: D;
  readonly requires: Readonly<Record<string, Loose<[S, Args<D>], boolean>>>;
  /** The recipe: it changes the draft and nothing else. */
  effect(draft: Draft<S>, args: Args<D>): void;
}

export interface Sentence {
  /** Short and unique, such as SIG-ROOT. */
  readonly id: string;
  readonly says: string;
  readonly source: string;
  /** The variables that the sentence is about; the offenders are their values. */
  readonly forAll: Domains<never>;
}
export type Values = Readonly<Record<string, unknown>>;
/** Of every reachable state: for all values, `when` implies `holds`. */
export interface Invariant<S> extends Sentence {
  readonly kind: "invariant" | "refuted";
  readonly when?: Loose<[S, Values], boolean>;
  readonly holds: Loose<[S, Values], boolean>;
}
/** Of every transition by one of the rules in `on`: for all values, `when` implies `holds`. */
export interface StepProperty<S> extends Sentence {
  readonly kind: "step" | "refuted-step";
  readonly on: readonly string[];
  readonly when?: Loose<[S, S, Values], boolean>;
  readonly holds: Loose<[S, S, Values], boolean>;
}
/** Some reachable state makes `when` true of some values: otherwise the model says less than it seems to. */
export interface Witness<S> extends Sentence {
  readonly kind: "witness";
  readonly when: Loose<[S, Values], boolean>;
}
/** Some transition by one of the rules in `on` makes `when` true of some values. */
export interface StepWitness<S> extends Sentence {
  readonly kind: "step-witness";
  readonly on: readonly string[];
  readonly when: Loose<[S, S, Values], boolean>;
}
export type Property<S> = Invariant<S> | StepProperty<S> | Witness<S> | StepWitness<S>;

/** An observer of the state that traces show beside it, such as the flat view of address spaces. */
export interface View<S> {
  readonly says: string;
  readonly of: Loose<[S], unknown>;
  readonly schema: Schema;
  /** What traces call a present and an absent optional value; Some and None unless given. */
  readonly tags?: Tags;
}

/** What steps by some rules stand for in an abstract model: a run of its steps, none among them or several. */
export interface Stands<S> {
  readonly on: readonly string[];
  /** Of the state before, the state after and the arguments. */
  readonly run: Loose<[S, S, Values], readonly Action[]>;
}

/**
 * How a model stands for a more abstract one: which state there each of its states is, and which run of steps there
 * each of its steps is. The initial state is the initial one there; and from what the state before stands for, the run
 * is enabled step by step, and ends in what the state after stands for. So every run of the model is one of the
 * abstract model.  [Lynch & Vaandrager 1995, Forward and backward simulations; Abadi & Lamport 1991]
 */
export interface Simulation<S, A = unknown> {
  /** One sentence: what stands for what. */
  readonly says: string;
  readonly source: string;
  readonly onto: Model<A>;
  /** The scope of the abstract model, for a scope of ours. */
  readonly scope: (scope: never) => Scope;
  /** The abstraction function: the abstract state that a state stands for. It reads, and never repairs. */
  readonly of: Loose<[S], A>;
  /** Steps by rules that no entry names stand for no step: they stutter. */
  readonly steps: readonly Stands<S>[];
  /** `all`: it is vacuous to leave a rule of the abstract model untaken. */
  readonly covers?: "all";
}

/** A short run that a teacher would show, and what is to be seen at its end. */
export interface Scene<S> {
  readonly name: string;
  /** What happens, in a sentence. */
  readonly says: string;
  readonly source: string;
  readonly scope: Scope;
  readonly actions: readonly Action[];
  /** Its last step, or the state after it, makes this true. */
  readonly shows: Witness<S> | StepWitness<S>;
}

export interface Model<S = unknown> {
  readonly name: string;
  /** One sentence: what is modelled. */
  readonly says: string;
  readonly scope: ScopeSchema;
  /** Named scopes. `quick` is what `check` searches; `full` is what `search` and `run` use unless told. */
  readonly scopes: Readonly<Record<"quick" | "full", Scope>> & Readonly<Record<string, Scope>>;
  readonly state: (scope: never) => Schema<S>;
  readonly initial: (scope: never) => S;
  readonly rules: readonly Rule<S>[];
  readonly properties: readonly Property<S>[];
  readonly views?: Readonly<Record<string, (scope: never) => View<S>>>;
  /** States in which it is right that no rule is enabled. Without it such a state is a deadlock. */
  readonly mayEnd?: Loose<[S], boolean>;
  /** The more abstract models that this one stands for, each by a name of its own. */
  readonly simulations?: Readonly<Record<string, Simulation<S>>>;
  readonly scenes?: readonly Scene<S>[];
}

/** A request: a rule's name and its arguments. */
export interface Action {
  readonly rule: string;
  readonly args: Values;
}

/** A request of a rule: `action(map, { from, to })`. */
export const action = <S, D extends Domains<never>>({ name }: Rule<S, D>, args: Args<D>): Action => ({
  rule: name,
  args,
});

export type Same<D extends Domains<never>, A extends readonly unknown[]> = Loose<[...A, Args<D>], boolean>;
export interface About<D> {
  readonly says: string;
  readonly source: string;
  readonly forAll?: D;
}
export type ArgsOf<R> = R extends { readonly params: infer D } ? Args<D> : never;

export type Step<S, R, D extends Domains<never>> = Loose<[S, S, ArgsOf<R> & Args<D>], boolean>;

/** A sentence about states, or about steps; the conclusion apart from the premise. */
export type OfStates<S, D extends Domains<never>> = About<D> & { when?: Same<D, [S]>; holds: Same<D, [S]> };
export type OfSteps<S, O extends readonly Rule<S>[], D extends Domains<never>> = About<D> & {
  on: O;
  when?: Step<S, O[number], D>;
  holds: Step<S, O[number], D>;
};
type None = Record<never, never>;

/** The vocabulary over one state: `const { rule, invariant, step, witness, refuted } = over(state)`. */
export const over = <P, S>(_state: (scope: P) => Schema<S>) => ({
  /** A rule of the model. Throws SchemaError when it has no clause at all: say `{ always: () => true }`. */
  rule<D extends Domains<P>>(name: string, params: D, body: Omit<Rule<S, D>, "name" | "params">): Rule<S, D> {
    demand(Object.keys(body.requires).length > 0, () => `rule ${name} has no guard clause`);
    return { ...body, name, params };
  },
  ...aboutStates<P, S>(),
  ...aboutSteps<P, S>(),
});

const aboutStates = <P, S>() => ({
  /** Must hold in every reachable state. */
  invariant<D extends Domains<P> = None>(id: string, body: OfStates<S, D>): Invariant<S> {
    return { forAll: {}, ...body, kind: "invariant", id };
  },
  /** Claimed by somebody; the judges must find a reachable state in which it is false. */
  refuted<D extends Domains<P> = None>(id: string, body: OfStates<S, D>): Invariant<S> {
    return { forAll: {}, ...body, kind: "refuted", id };
  },
  /** Must be true of some reachable state. */
  witness<D extends Domains<P> = None>(id: string, body: About<D> & { when: Same<D, [S]> }): Witness<S> {
    return { forAll: {}, ...body, kind: "witness", id };
  },
});

const aboutSteps = <P, S>() => ({
  /** Must hold of every transition by the rules in `on`; sees the state before and after and the arguments. */
  step<const O extends readonly Rule<S>[], D extends Domains<P> = None>(
    id: string,
    body: OfSteps<S, O, D>,
  ): StepProperty<S> {
    return { forAll: {}, ...body, kind: "step", id, on: body.on.map((r) => r.name) };
  },
  /** Claimed by somebody of every transition by the rules in `on`; the judges must find one that breaks it. */
  refutedStep<const O extends readonly Rule<S>[], D extends Domains<P> = None>(
    id: string,
    body: OfSteps<S, O, D>,
  ): StepProperty<S> {
    return { forAll: {}, ...body, kind: "refuted-step", id, on: body.on.map((r) => r.name) };
  },
  /** Must be true of some transition by the rules in `on`. */
  stepWitness<const O extends readonly Rule<S>[], D extends Domains<P> = None>(
    id: string,
    body: About<D> & { on: O; when: Step<S, O[number], D> },
  ): StepWitness<S> {
    return { forAll: {}, ...body, kind: "step-witness", id, on: body.on.map((r) => r.name) };
  },
  /** What steps by the rules in `on` stand for in an abstract model; see `Simulation`. */
  stands<const O extends readonly Rule<S>[]>(
    on: O,
    run: Loose<[S, S, ArgsOf<O[number]>], readonly Action[]>,
  ): Stands<S> {
    return { on: on.map((r) => r.name), run };
  },
});
