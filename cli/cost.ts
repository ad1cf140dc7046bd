/** `sigma486 cost [PATH]`: published figures and ours; one path of the kernel; the prices of its techniques. */
import type { ReportStyle } from "../check/report/text.js";
import { measurements } from "../impl/programs/figures.js";
import type { Heat } from "../impl/programs/lap.js";
import { type Path, paths } from "../impl/programs/paths.js";
import { designs, works } from "../impl/programs/prices.js";
import { pricesPage } from "./cost-chart.js";
import {
  type CostResult,
  figureResults,
  interruptedResult,
  pathResult,
  priceResult,
  type Timed,
} from "./cost-result.js";
import { figuresText, pathText, pricesText } from "./cost-text.js";
import { EXIT, type ExitCode, Failure } from "./exit.js";
import { checkWritable, writeFile } from "./files.js";
import type { Main } from "./flags.js";
import { reportStyle } from "./output.js";
import { drive, type OpenSession, openSession } from "./session.js";
import { print } from "./terminal.js";

const PRICES = "prices";

export const main: Main = async ([name], flags) => {
  const path = paths.find((its) => its.name === name);
  if (name !== undefined && name !== PRICES && path === undefined) {
    const names = [...paths.map((its) => its.name), PRICES].join(", ");
    throw new Failure(EXIT.usage, `cost ${name}: there are ${names}`);
  }
  if (flags.html !== undefined && name !== PRICES)
    throw new Failure(EXIT.usage, `--html ${flags.html}: only cost prices has charts`);
  checkWritable(flags);
  const session = await openSession(flags);
  if (path !== undefined) return costOfPath(session, path);
  return name === PRICES ? prices(session) : figures(session);
};

async function figures(session: OpenSession): Promise<ExitCode> {
  const { done, skipped } = await measured(session, measurements, (its) => its.run());
  const all = done.flatMap(({ its }) => its);
  return tell(session, skipped, done.flatMap(figureResults), (style) => figuresText(all, skipped, style));
}

const HEATS: readonly { readonly name: Heat }[] = [{ name: "hot" }, { name: "cold" }];

async function costOfPath(session: OpenSession, path: Path): Promise<ExitCode> {
  const { done, skipped } = await measured(session, HEATS, ({ name: heat }) => ({
    path,
    heat,
    ledger: path.measure(heat),
  }));
  const all = done.map(({ its }) => its);
  return tell(session, skipped, done.map(pathResult), (style) => pathText(path, all, skipped, style));
}

async function prices(session: OpenSession): Promise<ExitCode> {
  const { done, skipped } = await measured(session, designs, (without) => ({
    without,
    prices: works.map((work) => ({ work, price: work.measure(without.design) })),
  }));
  const all = done.map(({ its }) => its);
  const { html } = session.flags;
  if (html !== undefined && skipped.length === 0) writeFile(html, pricesPage(all));
  return tell(session, skipped, done.map(priceResult), (style) => pricesText(all, skipped, style));
}

// ---------------------------------------------------------------------------------------------------------- helpers

/** What was measured, and what was left out because the session was to stop. */
interface Measured<R> {
  readonly done: readonly Timed<R>[];
  readonly skipped: readonly string[];
}

/** Measure one thing after another, until the session is to stop. */
async function measured<T extends { readonly name: string }, R>(
  session: OpenSession,
  things: readonly T[],
  measure: (thing: T) => R,
): Promise<Measured<R>> {
  const done = await drive(session, inTurn(things, measure), (n) => `${n} of ${things.length} measured`);
  return { done, skipped: things.slice(done.length).map(({ name }) => name) };
}

function* inTurn<T, R>(
  things: readonly T[],
  measure: (thing: T) => R,
): Generator<number, readonly Timed<R>[], boolean | undefined> {
  const done: Timed<R>[] = [];
  for (const thing of things) {
    const start = performance.now();
    const its = measure(thing);
    done.push({ its, seconds: (performance.now() - start) / 1000 });
    if ((yield done.length) === false) break;
  }
  return done;
}

/** Print the results, and give the exit code. */
async function tell(
  { flags, progress }: OpenSession,
  skipped: readonly string[],
  results: readonly CostResult[],
  text: (style: ReportStyle) => string,
): Promise<ExitCode> {
  progress.clear();
  const all = skipped.length === 0 ? results : [...results, interruptedResult(skipped)];
  const code = codeOf(all);
  process.exitCode = code;
  if (flags.json) await print(`${JSON.stringify(all, undefined, 2)}\n`);
  else if (flags.verbosity > 0) await print(text(reportStyle(flags)));
  return code;
}

function codeOf(results: readonly CostResult[]): ExitCode {
  const has = (wanted: CostResult["verdict"]): boolean => results.some(({ verdict }) => verdict === wanted);
  if (has("interrupted")) return EXIT.interrupted;
  return has("missed") ? EXIT.missed : EXIT.holds;
}
