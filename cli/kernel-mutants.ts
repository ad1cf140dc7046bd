/** Bugs of the kernel in words: how each is caught, and by which walk. */
import { count, duration, number } from "../check/report/numbers.js";
import type { Verdict } from "../check/report/outcome.js";
import { gridText, tied } from "../check/report/table.js";
import { painter, paragraphs, type ReportStyle } from "../check/report/text.js";
import type { JointTold } from "../check/simulate/joint-walks.js";
import { wrap } from "../check/trace/explain-text.js";
import { isOfKernel, type KernelExhibit, kernelExhibit, type Mutant } from "../mutants/diff.js";
import type { Complaint } from "../mutants/judge.js";
import { judgeKernel, type KernelJudgement, kernelComplaints } from "../mutants/judge-kernel.js";
import type { Flags } from "./flags.js";
import { root } from "./package.js";

/** A bug of the kernel that was judged, and what is wrong with it. */
export interface JudgedKernel {
  readonly exhibit: KernelExhibit;
  readonly judged: KernelJudgement;
  readonly complaints: readonly Complaint[];
}

/** Judge one bug of the kernel. */
export async function judgeKernelMutant(
  exhibit: KernelExhibit,
  { seed, maxSamples: samples }: Flags,
): Promise<JudgedKernel> {
  const judged = await judgeKernel(root, exhibit, { seed, samples });
  return { exhibit, judged, complaints: kernelComplaints(exhibit, judged) };
}

const verdictOf = ({ complaints }: JudgedKernel): Verdict => (complaints.length === 0 ? "holds" : "missed");

/** An element of `--json`. */
export const kernelResult = (one: JudgedKernel) => ({
  model: "impl/kernel",
  judge: "mutants",
  verdict: verdictOf(one),
  mutant: one.exhibit.id,
  property: one.exhibit.property,
  profile: one.judged.profile,
  seed: String(one.judged.seed),
  seconds: Math.round(one.judged.seconds * 1000) / 1000,
  samples: one.judged.walks,
  steps: one.judged.steps,
  violated: one.judged.wrong === undefined ? [] : [one.exhibit.property],
  wrong: one.judged.wrong,
  walk: one.judged.failure,
  complaints: one.complaints,
});

const HEAD = ["mutant", "profile", "caught by", "walks", "steps", "shortest", "time"];

/** Which bugs were caught, how soon, and what is wrong with the others. */
export function kernelText(judged: readonly JudgedKernel[], style: ReportStyle): string {
  const bad = judged.filter((one) => one.complaints.length > 0);
  const says =
    bad.length === 0
      ? `kernel: all ${judged.length} are caught as they should be`
      : `kernel: of ${judged.length}, ${bad.length} not caught as they should be`;
  const colour = painter(bad.length > 0 ? "missed" : "holds", style.paint);
  const lines = bad.flatMap(({ exhibit: { id }, complaints }) =>
    complaints.flatMap((each) => wrap(`${id}: ${each.says}`, style.width, "", "  ")),
  );
  const grid = gridText(HEAD, judged.map(row), style);
  return paragraphs([[colour(says)], style.verbosity <= 1 ? [] : grid.trimEnd().split("\n"), lines]);
}

const row = ({ exhibit: { id, property }, judged }: JudgedKernel): string[] => [
  id,
  judged.profile,
  judged.failure === undefined ? "-" : property,
  number(judged.walks),
  number(judged.steps),
  judged.failure === undefined ? "-" : tied(count(judged.failure.length, "step")),
  tied(duration(judged.seconds)),
];

/** The walk that shows a bug: what was asked of the kernel, and which steps of the specification it has made of it. */
export async function kernelWalk(mutant: Mutant, flags: Flags): Promise<string | undefined> {
  if (!isOfKernel(mutant)) return undefined;
  const isExhibit = mutant.fields.property !== undefined;
  const judged = await judgeKernel(root, isExhibit ? kernelExhibit(mutant) : mutant, {
    seed: flags.seed,
    samples: flags.maxSamples,
  });
  if (judged.failure === undefined) return `${count(judged.walks, "walk")} do not catch it`;
  return judged.failure.flatMap(toldLines).join("\n");
}

const toldLines = ({ asked, run, wrong }: JointTold, n: number): string[] => [
  `${n + 1}. ${asked}`,
  ...run.map((step) => `     specification: ${step}`),
  ...(wrong === undefined ? [] : [`     wrong: ${wrong}`]),
];
