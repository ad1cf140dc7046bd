/** A walk in which a machine does not do what its model does: both levels, the model's steps above the machine's. */
import type { JointTold } from "../simulate/joint-tell.js";
import { wrap } from "../trace/explain-text.js";
import { minimality } from "../trace/words.js";
import { count } from "./numbers.js";
import { type JudgedMachine, machineOf, type Outcome } from "./outcome.js";
import type { Style } from "./style.js";

/** The lines of a machine's failure, if there is one. */
export function machineLines(outcome: Outcome, { width }: Pick<Style, "width">): string[] {
  const machine = machineOf(outcome);
  if (machine === undefined || (machine.failure === undefined && machine.threw === undefined)) return [];
  const file = outcome.files.get(machine.trace?.property ?? "");
  return [
    ...failureLines(machine, width),
    `again: ${machine.command}`,
    ...(file === undefined ? [] : [`replay: ${file.command}`]),
  ];
}

export const failureText = (machine: JudgedMachine): string => `${failureLines(machine, 100).join("\n")}\n`;

function failureLines({ failure, trace, states }: JudgedMachine, width: number): string[] {
  if (failure === undefined) return [];
  const { told, behind } = failure;
  const minimal = trace?.minimal && minimality({ kind: "diverged" }, trace.minimal);
  const digits = String(told.length).length;
  const from = states?.from ?? [];
  const shortest =
    from.length === 0 ? "no single step can be left out" : "no simpler state was found that fails";
  return [
    ...(from.length === 0 ? [] : ["from a state in which", ...indented(from, width), ""]),
    ...told.flatMap((step, n) => stepLines(step, String(n + 1).padStart(digits), width)),
    "",
    ...(behind.length === 0 ? [] : ["words of memory behind it", ...indented(behind, width)]),
    ...wrap(minimal ?? shortest, width, "", "  "),
  ];
}

const indented = (lines: readonly string[], width: number): string[] =>
  lines.flatMap((line) => wrap(line, width, "  ", "    "));

function stepLines({ asked, run, clocks, wrong }: JointTold, number: string, width: number): string[] {
  const indent = " ".repeat(number.length + 2);
  const deeper = `${indent}  `;
  return [
    ...wrap(`model: ${run.join(", ") || "no step"}`, width, `${number}  `, deeper),
    ...wrap(asked, width, indent, deeper),
    ...(clocks === undefined ? [] : wrap(count(clocks, "clock"), width, deeper, deeper)),
    ...(wrong === undefined ? [] : wrap(wrong, width, deeper, `${deeper}  `)),
  ];
}
