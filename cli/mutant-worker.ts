/** A thread that judges mutants. */
import { exhibit, isOfKernel, kernelExhibit, readMutant } from "../mutants/diff.js";
import { type ExitCode, errorText, exitCodeOf } from "./exit.js";
import type { Flags } from "./flags.js";
import { type JudgedKernel, judgeKernelMutant } from "./kernel-mutants.js";
import { type Judged, judgeMutant } from "./mutant-judging.js";

/** A mutant, in words that can be sent to a thread. */
export interface MutantOrder {
  /** Of its file. */
  readonly path: string;
  readonly flags: Flags;
  /** Not 0 once the run is to stop. */
  readonly stop: Int32Array;
}

/** What comes back; or what was thrown. */
export type MutantAnswer =
  | { readonly judged: Judged }
  | { readonly kernel: JudgedKernel }
  | { readonly failure: { readonly code: ExitCode; readonly message: string } };

export default async function answer({ path, flags, stop }: MutantOrder): Promise<MutantAnswer> {
  const session = {
    flags,
    progress: { show: () => undefined, clear: () => undefined },
    signal: {
      get aborted() {
        return Atomics.load(stop, 0) !== 0;
      },
    },
    many: true,
  };
  try {
    const mutant = readMutant(path);
    if (isOfKernel(mutant)) return { kernel: await judgeKernelMutant(session, kernelExhibit(mutant)) };
    return { judged: await judgeMutant(session, exhibit(mutant)) };
  } catch (error) {
    return { failure: { code: exitCodeOf(error), message: errorText(error) } };
  }
}
