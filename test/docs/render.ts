/** Results as the documents show them. */
import { expect } from "vitest";
import { explain, type SearchResult, type Trace } from "../../check/index.js";
import {
  type Instance,
  instantiate,
  type Model,
  type Property,
  printAction,
  type Scope,
} from "../../model/index.js";
import { searchBuilt, searchEachBuilt } from "../search/native.js";
import { isEvidence } from "../search/replay.js";

export interface Searched<S> {
  readonly instance: Instance<S>;
  readonly result: SearchResult;
}

/** The model, searched to the end as it was built. */
export const searched = async <S>(model: Model<S>, scope: Scope = model.scopes.quick): Promise<Searched<S>> =>
  checked(model, scope, await searchBuilt(model.name, scope));

/** Some models, each searched at its quick scope. */
export async function searchedEach<S>(models: readonly Model<S>[]): Promise<readonly Searched<S>[]> {
  const results = await searchEachBuilt(models);
  return results.flatMap((result, i) => {
    const model = models[i];
    return model === undefined ? [] : [checked(model, model.scopes.quick, result)];
  });
}

/** What it is said to keep is kept, what it is said to show is shown, each trace is true, and nothing is idle. */
function checked<S>(model: Model<S>, scope: Scope, result: SearchResult): Searched<S> {
  const instance = instantiate(model, scope);
  const shown = model.properties.filter((property) => !isKept(property)).map(({ id }) => id);
  const { name } = model;
  expect({ name, ...result }).toMatchObject({ name, verdict: "holds", vacuous: [] });
  expect(result.traces.map(({ property }) => property).toSorted(), name).toEqual(shown.toSorted());
  for (const trace of result.traces)
    expect(isEvidence(instance, trace), `${name}, ${trace.property}`).toBe(true);
  return { instance, result };
}

// --------------------------------------------------------------------------------------------------------- words

export const number = (n: number): string => n.toLocaleString("en");
export const plural = (n: number, what: string): string => `${number(n)} ${what}${n === 1 ? "" : "s"}`;

/** `3 spaces x 2 pages`, and what else the scope has: `, 4 threads, granularity 1` */
export const sizeText = ({ spaces, pages, ...others }: Scope): string =>
  [
    `${plural(Number(spaces), "space")} x ${plural(Number(pages), "page")}`,
    ...Object.entries(others).map(([key, value]) =>
      typeof value === "number" && key.endsWith("s") ? plural(value, key.slice(0, -1)) : `${key} ${value}`,
    ),
  ].join(", ");

/** `689 states of 3 spaces x 2 pages (20,890 transitions, depth 4)` */
export const extent = <S>({ instance, result }: Searched<S>): string =>
  `${plural(result.distinct, "state")} of ${sizeText(instance.scope)} ` +
  `(${plural(result.transitions, "transition")}, depth ${result.depth})`;

export const table = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...body] = rows.map((cells) => `| ${cells.join(" | ")} |`);
  return [head, `|${"---|".repeat(rows[0]?.length ?? 0)}`, ...body].join("\n");
};

export const fenced = (lines: readonly string[]): string =>
  `\`\`\`text\n${lines.join("\n").trimEnd()}\n\`\`\``;

// -------------------------------------------------------------------------------------------------------- traces

/** The trace that shows a property, if there is one. */
export const traceOf = (result: SearchResult, id: string): Trace | undefined =>
  result.traces.find((t) => t.property === id);

/** The actions of a trace in one line. */
export const inline = <S>(instance: Instance<S>, { actions }: Trace): string =>
  actions.map((action) => printAction(instance, action)).join("; ");

/** The steps of a trace, each with the origins that it changed. */
function steps<S>(instance: Instance<S>, trace: Trace): string[] {
  return explain(instance, trace)
    .steps.slice(1)
    .flatMap(({ number, action, changes }) => [
      `  ${number}  ${action}`,
      `       ${changes.map((c) => `${c.cell}: ${c.from} -> ${c.to}`).join("; ") || "nothing changes"}`,
    ]);
}

/** A claim, and the shortest trace that refutes it. */
function refutation<S>({ instance, result }: Searched<S>, id: string): string[] {
  const trace = traceOf(result, id);
  const claim = instance.model.properties.find((p) => p.id === id);
  if (trace === undefined || claim === undefined)
    throw new Error(`${instance.model.name}: ${id} is not refuted`);
  const { offenders } = explain(instance, trace).ending;
  const about = offenders.length > 0 ? `, for ${offenders.join(" and ")}` : "";
  const shortest = trace.minimal?.certified ? "and no earlier" : "perhaps earlier";
  return [
    `${id}  ${claim.says}`,
    `  refuted after ${plural(trace.actions.length, "step")} ${shortest}${about}`,
    ...steps(instance, trace),
  ];
}

// ------------------------------------------------------------------------------------------------------ findings

export const isClaim = <S>({ kind }: Property<S>): boolean => kind === "refuted" || kind === "refuted-step";
export const isKept = <S>({ kind }: Property<S>): boolean => kind === "invariant" || kind === "step";

/** What the search finds of a variant: the claims told in full, what else is broken, and what is kept. */
export function finding<S>(found: Searched<S>, told: readonly string[]): string {
  const { instance, result } = found;
  const { name, properties } = instance.model;
  const also = properties
    .filter((p) => isClaim(p) && !told.includes(p.id))
    .map((p) => {
      const length = traceOf(result, p.id)?.actions.length ?? Number.NaN;
      return `${p.id} (${plural(length, "step")})`;
    });
  const kept = properties.filter(isKept);
  return fenced([
    `${name}: ${extent(found)}`,
    "",
    ...told.flatMap((id) => [...refutation(found, id), ""]),
    ...(also.length > 0 ? [`refuted too: ${also.join(", ")}`] : []),
    ...(kept.length > 0 ? [`kept: ${kept.map((p) => p.id).join(", ")}`] : []),
  ]);
}
