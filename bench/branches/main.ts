/**
 * Coverage of the kernel by those who judge whether it refines the specification, and by nothing else: `npm run coverage`.
 *
 * The judges run as they are published, in a process of their own and with V8 counting. Printed are branches by file, and
 * each one that is not reached. unreached.json lists those that cannot be, with the reason: the run fails if another is not
 * reached, or if one of them is; and if fewer than 98 % are reached.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { type Arm, armsIn } from "./arms.js";
import { differences } from "./unreached.js";

/** Where the published code was put together once more, lest another build come between. */
const CODE = ".sigma486/coverage/code";
const COUNTS = ".sigma486/coverage/counts";
/** The judges: all that `refine` does with the kernel. */
const JUDGES = ["refine", "small", "i486", "--verbosity", "1"];

/** Runs the judges. What is wrong if one of them finds anything. */
function judge(args: readonly string[]): readonly string[] {
  rmSync(COUNTS, { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [`${CODE}/cli/main.js`, ...args], {
    stdio: "inherit",
    env: { ...process.env, NODE_V8_COVERAGE: COUNTS },
  });
  return status === 0 ? [] : [`the judges end with ${status}`];
}

/** So many branches of a hundred must be reached. */
const LEAST = 98;

const shareOf = (arms: readonly Arm[]): number =>
  (100 * arms.filter(({ times }) => times > 0).length) / arms.length;

/** What is wrong if too few are reached. */
const tooFew = (arms: readonly Arm[]): readonly string[] =>
  shareOf(arms) >= LEAST ? [] : [`fewer than ${LEAST} % of the branches are reached`];

const share = (arms: readonly Arm[]): string => {
  const reached = arms.filter(({ times }) => times > 0).length;
  return `${reached} of ${arms.length} branches, ${shareOf(arms).toFixed(2)} %`;
};

function print(arms: readonly Arm[]): void {
  for (const file of new Set(arms.map(({ file }) => file)))
    console.log(`${file}: ${share(arms.filter((arm) => arm.file === file))}`);
  console.log(`in all: ${share(arms)}`);
}

const args = process.argv.slice(2);
const found = judge(args.length === 0 ? JUDGES : args);
const arms = await armsIn(CODE, COUNTS);
print(arms);
const wrong = [...found, ...tooFew(arms), ...differences(arms)];
for (const sentence of wrong) console.error(sentence);
process.exitCode = wrong.length === 0 ? 0 : 1;
