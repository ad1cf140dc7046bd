/** Kernels with a bug that a test has planted: a line of a source is another one when it is loaded. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { structuredPatch } from "diff";
import type { Implementation } from "../../check/index.js";
import type { Mutant } from "../../mutants/diff.js";
import { mutatedMachine } from "../../mutants/judge-kernel.js";
import type { Setup } from "../../refinement/machines.js";
import type { Kernel } from "../../spec/kernel/state.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What is planted: in this file, these words in place of those, which stand there once. */
export interface Planted {
  readonly file: `impl/kernel/${string}.ts`;
  readonly words: string;
  readonly instead: string;
}

function mutantOf({ file, words, instead }: Planted): Mutant {
  const text = readFileSync(join(root, file), "utf8");
  if (text.split(words).length !== 2) throw new Error(`${file}: ${words} does not stand there once`);
  const patch = structuredPatch(
    file,
    file,
    text,
    text.replace(words, () => instead),
  );
  return { id: "planted", path: "planted", fields: {}, story: "", diff: "", patches: [{ file, patch }] };
}

/** The kernel with the bug, as refine judges it. */
export const kernelWith = (planted: Planted, setup: Setup): Promise<Implementation<Kernel>> =>
  mutatedMachine(root, mutantOf(planted), setup);
