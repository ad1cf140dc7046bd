/** A theory beside its executable model: guards, updates and statements compared in one state, or along one step. */
import {
  compile,
  type Executor,
  type Instance,
  instantiate,
  picksAt,
  type RuleAt,
  type Scope,
} from "../../model/index.js";
import { compileTerm, type Evaluated } from "./evaluate.js";
import { Reader } from "./readings.js";
import { tuple, tuples } from "./structure.js";
import type { RuleTheory, Theory } from "./theory.js";
import { type Declaration, type Formula, variable } from "./vocabulary.js";

interface GuardAt {
  readonly clause: string;
  readonly holds: Evaluated;
}
interface CellAt {
  readonly cell: number;
  readonly symbol: string;
  readonly args: readonly number[];
  readonly value: Evaluated;
}
/** A request: which value of each parameter it has, and the numbers of these values, as the theory knows them. */
export interface Request {
  readonly picks: readonly number[];
  readonly args: readonly number[];
}
/** A rule of the theory beside the rule of the model. */
export interface Pair<S> {
  readonly rule: RuleAt<S>;
  readonly requests: readonly Request[];
  readonly guards: readonly GuardAt[];
  readonly cells: readonly CellAt[];
  /** Cells of the symbols that it does not change. */
  readonly frame: readonly number[];
  readonly steps: readonly SentenceAt[];
}
/** A statement, and the property of the model that it states, if it states one. */
interface SentenceAt {
  readonly id: string;
  readonly property: number;
  readonly holds: Evaluated;
}

/** A thing is the number that it is; a name, its place among the names. */
const numbered = (value: unknown, place = 0): number => (typeof value === "string" ? place : Number(value));

function requestAt<S>({ variables }: RuleAt<S>, number: number): Request {
  const picks = picksAt(variables, number);
  return { picks, args: variables.map(({ values }, i) => numbered(values[picks[i] ?? 0], picks[i])) };
}

/** How many comparisons were made, and in how many of them the sentence was false. */
export type Tally = readonly [compared: number, broken: number];

/** Differences that are told. */
const MOST = 5;

/** A theory and its model at a scope, ready to be compared. */
export class Comparison<S> {
  readonly instance: Instance<S>;
  readonly executor: Executor<S>;
  readonly reader: Reader<S>;
  readonly differences: string[] = [];
  readonly pairs: readonly Pair<S>[];
  readonly sentences: readonly SentenceAt[];
  private readonly laws: readonly SentenceAt[];
  /** Cells of the symbols that no step changes. */
  private readonly constants: readonly number[];
  private readonly theory: Theory<S>;
  private readonly shown = new Set<number>();
  private readonly show = (index: number): void => {
    this.shown.add(index);
  };

  constructor(theory: Theory<S>, scope: Scope) {
    this.theory = theory;
    this.instance = instantiate(theory.model, scope);
    this.executor = compile(this.instance);
    this.reader = new Reader(theory, this.instance.initial);
    this.missing();
    this.sentences = [...theory.axioms, ...theory.invariants].map(({ id, formula }) =>
      this.sentence(id, formula, []),
    );
    const claims = theory.invariants.filter(({ claimed }) => claimed).map(({ id }) => id);
    this.laws = this.sentences.filter(({ id }) => !claims.includes(id));
    this.constants = theory.symbols
      .filter(({ symbol }) => symbol.fixed)
      .flatMap(({ symbol }) => this.cellsOf(symbol));
    this.pairs = this.instance.rules.flatMap((rule) => {
      const its = theory.rules.find(({ name }) => name === rule.rule.name);
      return its === undefined ? [] : [this.pair(rule, its)];
    });
  }

  private cellsOf(symbol: Declaration): readonly number[] {
    const { sizes, starts } = this.reader.layout;
    const start = starts.get(symbol.name) ?? 0;
    return Array.from({ length: tuples(sizes, symbol) }, (_, n) => start + n);
  }

  /** Rules, guards and properties that only one of the two has. */
  private missing(): void {
    const { theory, instance } = this;
    for (const { rule, clauses, variables } of instance.rules) {
      const its = theory.rules.find(({ name }) => name === rule.name);
      if (its === undefined) this.differ(`the theory has no rule ${rule.name}`);
      else {
        const [ours, theirs] = [Object.keys(its.guards).join(", "), clauses.join(", ")];
        if (ours !== theirs)
          this.differ(`${rule.name}: the theory has the guards ${ours}, the model ${theirs}`);
        const params = its.params.map(({ name }) => name).join(", ");
        if (params !== variables.map(({ name }) => name).join(", "))
          this.differ(`${rule.name}: the theory has the parameters ${params}`);
      }
    }
    for (const { name } of theory.rules)
      if (!instance.rules.some(({ rule }) => rule.name === name))
        this.differ(`the model has no rule ${name}`);
    const said = [...theory.invariants, ...theory.steps].map(({ id }) => id);
    for (const { property } of instance.properties)
      if ("holds" in property && !said.includes(property.id) && !Object.hasOwn(theory.left, property.id))
        this.differ(`the theory says nothing of ${property.id}`);
  }

  /** Does the theory leave out a part of states? */
  get isView(): boolean {
    return this.theory.view !== undefined;
  }

  differ(says: string): void {
    if (this.differences.length < MOST) this.differences.push(says);
  }

  private sentence(id: string, formula: Formula, free: RuleTheory["params"]): SentenceAt {
    const property = this.instance.properties.findIndex((at) => at.property.id === id);
    return { id, property, holds: compileTerm(formula, this.reader.layout, free) };
  }

  private pair(rule: RuleAt<S>, its: RuleTheory): Pair<S> {
    const { layout } = this.reader;
    const args = Object.fromEntries(its.params.map((one) => [one.name, variable(one)]));
    const cells: CellAt[] = [];
    const frame: number[] = [];
    for (const { symbol } of this.theory.symbols) {
      const start = layout.starts.get(symbol.name) ?? 0;
      const update = its.updates.find((one) => one.symbol === symbol);
      const value = update && compileTerm(update.value, layout, [...its.params, ...update.variables]);
      for (let n = 0; n < tuples(layout.sizes, symbol); n++)
        if (value !== undefined)
          cells.push({ cell: start + n, symbol: symbol.name, args: tuple(layout.sizes, symbol, n), value });
        else if (!symbol.fixed && !symbol.free) frame.push(start + n);
    }
    return {
      rule,
      requests: Array.from({ length: rule.requests }, (_, n) => requestAt(rule, n)),
      guards: Object.entries(its.guards).map(([clause, guard]) => ({
        clause,
        holds: compileTerm(guard, layout, its.params),
      })),
      cells,
      frame,
      steps: this.theory.steps
        .filter(({ on }) => on.includes(rule.rule.name))
        .map(({ id, formula }) => this.sentence(id, formula(args), its.params)),
    };
  }

  /** Is the request refused, by the same guard in both?  Gives the guard's index, or -1. */
  refusal(pair: Pair<S>, { picks, args }: Request, cells: Uint8Array, at: number): number {
    const { rule, guards } = pair;
    const theirs = this.executor.refusal[rule.index]?.(picks) ?? 0;
    const ours = guards.findIndex(({ holds }) => !holds(cells, at, cells, at, args));
    if (ours !== theirs) {
      const [by, instead] = [ours, theirs].map((n) => rule.clauses[n] ?? "nothing");
      this.differ(
        `${rule.rule.name}(${args.join(", ")}) is refused by ${by} in the theory, by ${instead} in the model`,
      );
    }
    return theirs;
  }

  /** Has each cell of the successor the value that the theory says? */
  successor(pair: Pair<S>, { args }: Request, cells: Uint8Array, at: number, then: number): void {
    for (const cell of pair.frame)
      if (cells[at + cell] !== cells[then + cell])
        this.differ(
          `${pair.rule.rule.name}(${args.join(", ")}) changes ${this.symbolAt(cell)}, and the theory has no update of it`,
        );
    const all = [...args];
    for (const { cell, symbol, args: its, value } of pair.cells) {
      for (let i = 0; i < its.length; i++) all[args.length + i] = its[i] ?? 0;
      if (value(cells, at, cells, then, all) !== cells[then + cell])
        this.differ(
          `${pair.rule.rule.name}(${args.join(", ")}): ${symbol}(${its.join(", ")}) is ${cells[then + cell]} in the model, not as the theory says`,
        );
    }
  }

  private symbolAt(cell: number): string {
    const found = this.theory.symbols.findLast(
      ({ symbol }) => (this.reader.layout.starts.get(symbol.name) ?? 0) <= cell,
    );
    return found?.symbol.name ?? "";
  }

  /** Compare statements of the state in `executor.after`. Gives how many were compared, and how many are false. */
  statements(cells: Uint8Array, at: number): Tally {
    this.shown.clear();
    this.executor.judgeState(this.show);
    return this.sentencesAgree(this.sentences, cells, at, at, []);
  }

  /** The same of the step from `executor.before` to `executor.after`. */
  steps(
    { rule, steps }: Pair<S>,
    { picks, args }: Request,
    cells: Uint8Array,
    at: number,
    then: number,
  ): Tally {
    this.shown.clear();
    this.executor.judgeStep[rule.index]?.(picks, this.show);
    return this.sentencesAgree(steps, cells, at, then, args);
  }

  private sentencesAgree(
    sentences: readonly SentenceAt[],
    cells: Uint8Array,
    at: number,
    then: number,
    args: readonly number[],
  ): Tally {
    let [compared, broken] = [0, 0];
    for (const { id, property, holds } of sentences) {
      if (property < 0) continue;
      const isTrue = holds(cells, at, cells, then, args) === 1;
      if (isTrue === this.shown.has(property))
        this.differ(`${id} is ${isTrue} in the theory, and ${!isTrue} in the model`);
      compared++;
      if (!isTrue) broken++;
    }
    return [compared, broken];
  }

  /** Does the initial state have the values that the theory says? */
  start(cells: Uint8Array, at: number): void {
    const { theory, reader } = this;
    for (const { symbol } of theory.symbols) {
      if (symbol.fixed || symbol.free) continue;
      const made = theory.initial.find((one) => one.symbol === symbol);
      const value = made && compileTerm(made.value, reader.layout, made.variables);
      const first = reader.layout.starts.get(symbol.name) ?? 0;
      for (let n = 0; n < tuples(reader.layout.sizes, symbol); n++)
        if (value?.(cells, at, cells, at, tuple(reader.layout.sizes, symbol, n)) !== cells[at + first + n])
          this.differ(`${symbol.name} is at start not as the theory says`);
    }
  }

  /** Is what no step changes as in the initial state? */
  fixed(cells: Uint8Array, at: number): void {
    for (const cell of this.constants)
      if (cells[at + cell] !== cells[cell])
        this.differ(`${this.symbolAt(cell)} changes, and the theory says that no step changes it`);
  }

  /** Are all axioms and invariants of the theory true of the state, but for those that are claims? */
  isLawful(cells: Uint8Array, at: number): boolean {
    return this.laws.every(({ holds }) => holds(cells, at, cells, at, []) === 1);
  }
}
