/** The machines among what a command line names, and those that are judged when it names nothing. */
import { machines } from "../refinement/machines.js";
import { EXIT, Failure } from "./exit.js";
import type { Flags } from "./flags.js";
import { isMachine, setupsOf } from "./machines.js";
import { machineTask, type Task } from "./tasks.js";

/** Walks of each kernel in `check`: it has many other things to do. */
const QUICK = { small: 300, i486: 100 } as const;

/** The tasks of the machines, and the names of what is none. Throws Failure where a flag does not apply. */
export function apart(names: readonly string[], flags: Flags): readonly [Task[], readonly string[]] {
  const all = [...new Set(names)];
  const ours = all.filter(isMachine);
  refuseFlags(ours.length > 0, all.length > 0 && ours.length === all.length, flags);
  const tasks = ours.flatMap((machine) =>
    setupsOf(machine, flags).map((setup) => machineTask(setup, flags.maxSamples)),
  );
  return [tasks, all.filter((name) => !isMachine(name))];
}

/** A machine has no scope but that of its profile; and a model has neither design nor profile. */
function refuseFlags(
  some: boolean,
  all: boolean,
  { scope, onto, mutant, outItf, design, profile }: Flags,
): void {
  if (some && scope !== undefined)
    throw new Failure(EXIT.configuration, `--scope ${scope}: a machine's scope is that of its --profile`);
  if (some && mutant !== undefined)
    throw new Failure(
      EXIT.configuration,
      `--mutant ${mutant}: refine judges machines as they are; see sigma486 mutants`,
    );
  if (all && outItf !== undefined)
    throw new Failure(EXIT.configuration, `--out-itf ${outItf}: walks of a machine are not written to files`);
  if (some && onto !== undefined && onto !== "kernel")
    throw new Failure(EXIT.configuration, `--onto ${onto}: a machine stands for kernel alone`);
  for (const [flag, value] of Object.entries({ design, profile }))
    if (!all && value !== undefined)
      throw new Failure(
        EXIT.configuration,
        `--${flag} ${value}: only machines have one: ${machines.join(", ")}`,
      );
}

/** Every kernel, as its profile says. */
export const allMachines = ({ outItf: _ofModels, ...flags }: Flags): Task[] => apart(machines, flags)[0];

/** The kernels of `check`: L3's design on both machines, by everything that can be asked of it. */
export const usualMachines = ({ maxSamples }: Flags): Task[] =>
  machines.map((machine) =>
    machineTask({ machine, design: "l3", profile: "everything" }, maxSamples ?? QUICK[machine]),
  );
