/** The generated text that judges states and steps, and that the expansions are made of. */
import type { Binder } from "./generate.js";
import type { Instance, PropertyAt, RuleAt, Variable } from "./instance.js";
import { transients } from "./transient.js";
import type { UnpackSource } from "./unpack.js";

/** What happened, counted as the executor runs; vacuity is read from here. */
export interface Counts {
  /** Enabled requests, by rule. */
  readonly taken: Float64Array;
  /** First false clauses, by rule and clause: refused[rule][clause]. */
  readonly refused: readonly Float64Array[];
  /** Times the premise was true, by property. */
  readonly premises: Float64Array;
  /** 1 for each property that is to be judged. */
  readonly active: Uint8Array;
}

/** The scratch states that effects and properties run on, as generated code knows them. */
export interface Shared {
  readonly binder: Binder;
  readonly counts: Counts;
  readonly source: UnpackSource;
  readonly unpack: (from: Int32Array, at: number) => void;
  /** Names of the two scratch states. */
  readonly after: string;
  readonly before: string;
}

/** Are the values 0, 1, 2, ...? */
const isCount = (values: readonly unknown[]): boolean => values.every((value, i) => value === i);

/** Nested loops over variables: sets `args.name` and `i0, i1, ...`; `atLevel(n)` goes inside the first n loops. */
export function loops(
  args: string,
  its: readonly Variable[],
  binder: Binder,
  prefix: string,
  atLevel: (n: number) => string,
): string {
  let source = atLevel(0);
  its.forEach((v, n) => {
    const i = `${prefix}${n}`;
    source += `for (let ${i} = 0; ${i} < ${v.values.length}; ${i}++) {
      ${args}[${JSON.stringify(v.name)}] = ${isCount(v.values) ? i : `${binder.bind(v.values)}[${i}]`};
      ${atLevel(n + 1)}`;
  });
  return source + "}".repeat(its.length);
}

/** An arguments object with every field in place. */
export const blankArgs = (...its: readonly (readonly Variable[])[]): Record<string, unknown> =>
  Object.fromEntries(its.flat().map((v) => [v.name, v.values[0]]));

/** Judges a property with the arguments set; does `report` once at most. */
function judgement<S>(
  at: PropertyAt<S>,
  shared: Shared,
  states: string,
  args: string,
  report: string,
): string {
  const { binder, counts } = shared;
  const { property, variables, index } = at;
  const call = (test: unknown) => `${binder.bind(test)}(${states}, ${args})`;
  const premise = property.when === undefined ? "" : `if (!${call(property.when)}) continue;`;
  const count = `${binder.bind(counts.premises)}[${index}]++;`;
  const verdict = "holds" in property ? `if (${call(property.holds)}) continue;` : "";
  const told = report.replace("#", String(index));
  const inside = `do { ${premise} ${count} ${verdict} ${told}; break p${index}; } while (false);`;
  const source = loops(args, variables, binder, `j${index}_`, (n) => (n === variables.length ? inside : ""));
  return `if (${binder.bind(counts.active)}[${index}]) { p${index}: { ${source} } }`;
}

/**
 * A function that judges the state `after`; `report` is the text that tells property number `#`. What is transient is
 * put aside meanwhile, for the same state is found by other steps too, and judged once.
 */
export function stateJudge<S>(
  instance: Instance<S>,
  shared: Shared,
  parameter: string,
  report: string,
): unknown {
  const { binder, after } = shared;
  const parts = instance.properties
    .filter(({ property }) => !("on" in property))
    .map((at) => judgement(at, shared, after, binder.bind(blankArgs(at.variables)), report));
  const fields = transients(instance.schema).map(([name, { value }]) => ({
    place: `${after}[${JSON.stringify(name)}]`,
    forgotten: binder.bind(value),
  }));
  const putAside = fields.map((f, i) => `const t${i} = ${f.place}; ${f.place} = ${f.forgotten};`).join(" ");
  const putBack = fields.map((f, i) => `${f.place} = t${i};`).join(" ");
  return binder.compile(`(${parameter}) => { ${putAside} ${parts.join("\n")} ${putBack} }`);
}

/** Statements that judge the step by one rule; `pick` is the text of the value index of parameter number `#`. */
export function stepJudgeSource<S>(
  instance: Instance<S>,
  rule: RuleAt<S>,
  shared: Shared,
  { pick, report }: { readonly pick: string; readonly report: string },
): string {
  const { binder, before, after } = shared;
  return instance.properties
    .filter(({ property }) => "on" in property && property.on.includes(rule.rule.name))
    .map((at) => {
      const args = binder.bind(blankArgs(rule.variables, at.variables));
      return setArgs(rule, args, pick, binder) + judgement(at, shared, `${before}, ${after}`, args, report);
    })
    .join("\n");
}

/** Statements that set the arguments of a rule from value indices. */
export const setArgs = <S>(rule: RuleAt<S>, args: string, pick: string, binder: Binder): string =>
  rule.variables
    .map(
      (v, i) =>
        `${args}[${JSON.stringify(v.name)}] = ${binder.bind(v.values)}[${pick.replace("#", String(i))}];`,
    )
    .join(" ");
