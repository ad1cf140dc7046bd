/** The same as JUnit XML, for the tools that read test reports: a suite for each judge, a case for each property. */
import { create } from "xmlbuilder2";
import type { Property } from "../../model/index.js";
import { explain } from "../trace/explain.js";
import { explainText } from "../trace/explain-text.js";
import { isBad, shownAs, type Trace } from "../trace/trace.js";
import { failureText } from "./machine-text.js";
import { isJudged, judgeName, machineOf, type Outcome } from "./outcome.js";
import { scopeName, verdictLine } from "./verdict.js";

/** A case and what came of it. */
interface Case {
  readonly name: string;
  readonly outcome: "passed" | "failed" | "error" | "skipped";
  readonly message?: string;
  readonly text?: string;
}

/** A suite of another judge: its cases by name, each with what is wrong with it. */
export interface Suite {
  readonly name: string;
  readonly seconds: number;
  readonly cases: readonly { readonly name: string; readonly wrong: string | undefined }[];
}

/** The XML of a run; ends with a newline. Characters that XML does not allow become `?`. */
export function junitXml(outcomes: readonly Outcome[], others: readonly Suite[] = []): string {
  const root = create({ version: "1.0", encoding: "UTF-8", invalidCharReplacement: "?" }).ele("testsuites", {
    name: "sigma486",
  });
  for (const outcome of outcomes) {
    const { seconds } = outcome;
    const name = `${outcome.instance.model.name} ${judgeName(outcome)} ${scopeName(outcome)}`;
    const cases = casesOf(outcome);
    const number = (wanted: Case["outcome"]): number => cases.filter((c) => c.outcome === wanted).length;
    const suite = root.ele("testsuite", {
      name,
      tests: cases.length,
      failures: number("failed"),
      errors: number("error"),
      skipped: number("skipped"),
      time: seconds.toFixed(3),
    });
    for (const one of cases) add(suite.ele("testcase", { classname: name, name: one.name }), one);
  }
  for (const { name, seconds, cases } of others) {
    const failures = cases.filter(({ wrong }) => wrong !== undefined).length;
    const numbers = { tests: cases.length, failures, errors: 0, skipped: 0, time: seconds.toFixed(3) };
    const suite = root.ele("testsuite", { name, ...numbers });
    for (const { name: one, wrong } of cases)
      add(
        suite.ele("testcase", { classname: name, name: one }),
        wrong === undefined ? passed(one) : failed(one, wrong),
      );
  }
  return `${root.end({ prettyPrint: true })}\n`;
}

type Node = ReturnType<ReturnType<typeof create>["ele"]>;

const ELEMENT = { failed: "failure", error: "error", skipped: "skipped" } as const;

function add(to: Node, { outcome, message = "", text }: Case): void {
  if (outcome === "passed") return;
  const node = to.ele(ELEMENT[outcome], { message });
  if (text !== undefined) node.txt(text);
}

/** A case for each property judged, then that there is no deadlock, that nothing throws, that nothing is idle. */
function casesOf(outcome: Outcome): Case[] {
  const { instance, traces, verdict, found, properties } = outcome;
  const judged = instance.model.properties.filter((p) => isJudged(outcome, p.id));
  const vacuous: Case =
    verdict === "vacuous" ? failed("not vacuous", found.vacuous.join("; ")) : passed("not vacuous");
  const all = properties === undefined || outcome.judge === "refine";
  const whole = verdict === "vacuous" || (verdict === "holds" && all);
  const disputed = outcome.disputes.map((dispute) => failed("the judges agree", dispute));
  return [
    ...judged.map((property) => caseOf(outcome, property)),
    ...(outcome.judge === "refine"
      ? [byKind(outcome, "diverged", `refines ${outcome.onto.model.name}`)]
      : [byKind(outcome, "deadlock", "no deadlock")]),
    byKind(outcome, "error", "the specification throws nothing"),
    whole ? vacuous : skipped("not vacuous", traces.some(isBad) ? "the run ended early" : "not judged"),
    ...disputed,
  ];
}

const passed = (name: string): Case => ({ name, outcome: "passed" });
const failed = (name: string, message: string): Case => ({ name, outcome: "failed", message });
const skipped = (name: string, message: string): Case => ({ name, outcome: "skipped", message });

/** A property that must hold passes unless it was violated; a claim or a witness passes when it was shown. */
function caseOf(outcome: Outcome, property: Property<unknown>): Case {
  const { id } = property;
  const { verdict, traces } = outcome;
  const trace = traces.find((t) => t.property === id);
  const kind = shownAs(property);
  const early = `not decided: ${verdictLine(outcome)}`;
  if (kind !== "violated") {
    const never = kind === "refuted" ? "is never refuted" : "is never seen";
    if (trace !== undefined) return passed(id);
    return verdict === "vacuous" ? failed(id, `${id} ${never}`) : skipped(id, early);
  }
  if (trace !== undefined) return shownCase(outcome, trace, id);
  return verdict === "holds" || verdict === "vacuous" ? passed(id) : skipped(id, early);
}

function byKind(outcome: Outcome, kind: "deadlock" | "error" | "diverged", name: string): Case {
  const trace = outcome.traces.find((t) => t.kind === kind);
  if (trace !== undefined) return shownCase(outcome, trace, name);
  const { verdict } = outcome;
  const machine = machineOf(outcome);
  if (kind === "diverged" && machine?.failure !== undefined)
    return { name, outcome: "failed", message: verdictLine(outcome), text: failureText(machine) };
  if (kind === "error" && machine?.threw !== undefined)
    return { name, outcome: "error", message: machine.threw };
  const decided = verdict === "holds" || verdict === "vacuous";
  return decided ? passed(name) : skipped(name, `not decided: ${verdictLine(outcome)}`);
}

function shownCase(outcome: Outcome, trace: Trace, name: string): Case {
  const text = explainText(explain(outcome.instance, trace), 100);
  const command = outcome.files.get(trace.property)?.command;
  return {
    name,
    outcome: trace.kind === "error" ? "error" : "failed",
    message: trace.message ?? verdictLine(outcome),
    text: command === undefined ? text : `${text}replay: ${command}\n`,
  };
}
