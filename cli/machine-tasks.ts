/** The machines among what a command line names, and those that are judged when it names nothing. */
import { machines } from "../refinement/machines.js";
import { EXIT, Failure } from "./exit.js";
import type { Flags } from "./flags.js";
import {
  isExtent,
  isKernelMutant,
  isMachine,
  type Place,
  placesOf,
  placesOfMutant,
  searchPlace,
  statesPlace,
} from "./places.js";
import { machineTask, type Task } from "./tasks.js";

/** Walks of each kernel in `check`: it has many other things to do. */
const QUICK = { small: 600, i486: 100 } as const;
/** What is searched in `check`. */
const SEARCHED = ["memory", "timeouts"] as const;

/**
 * The tasks of the machines, and the names of what is none. A bug of the kernel in place of a machine means the machines
 * that show it. Throws Failure where a flag does not apply.
 */
export function apart(names: readonly string[], flags: Flags): readonly [Task[], readonly string[]] {
  const all = [...new Set(names)];
  const bugs = all.filter(isKernelMutant);
  const ours = all.filter(isMachine);
  const others = all.filter((name) => !bugs.includes(name) && !isMachine(name));
  refuseFlags(bugs.length + ours.length > 0, all.length > 0 && others.length === 0, flags);
  const places = [
    ...bugs.flatMap((bug) => placesOfMutant(bug, flags)),
    ...ours.flatMap((machine) => placesOf(machine, flags)),
  ];
  return [places.map((place) => machineTask(place, samplesAt(place, flags))), others];
}

/** A bug is looked for quickly: there are several places for it. */
const samplesAt = ({ machine, profile, mutant }: Place, { maxSamples }: Flags): number | undefined =>
  maxSamples ?? (mutant !== undefined && profile === "everything" ? QUICK[machine] : undefined);

/** A machine has no scope but that of its profile; and a model has neither design nor profile. */
function refuseFlags(some: boolean, all: boolean, { scope, onto, design, profile }: Flags): void {
  if (some && scope !== undefined && !isExtent(scope))
    throw new Failure(EXIT.configuration, `--scope ${scope}: a machine's scopes are quick and full`);
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
export const allMachines = (flags: Flags): Task[] => apart(machines, flags)[0];

/** The kernels of `check`: L3's design on both machines, by everything that can be asked of it; and the smaller searches. */
export const usualMachines = ({ maxSamples }: Flags): Task[] => [
  ...machines.map((machine) =>
    machineTask({ machine, design: "l3", profile: "everything" }, maxSamples ?? QUICK[machine]),
  ),
  machineTask(statesPlace({ machine: "small", design: "l3", profile: "everything" }), maxSamples),
  ...SEARCHED.map((search) => machineTask(searchPlace(search), undefined)),
];
