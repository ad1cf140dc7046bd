/** The kernels that are judged: by geometry, design and profile, each as an implementation of the specification. */
import type { Implementation, JointWalkOptions } from "../check/index.js";
import { type Design, l3, variants } from "../impl/kernel/index.js";
import { kernel as specification } from "../spec/kernel/index.js";
import type { Kernel as Abstract } from "../spec/kernel/state.js";
import { type Correspondence, correspondence } from "./correspondence.js";
import { kernelImplementation } from "./kernel.js";
import {
  openingsFor,
  ordersFor,
  type Profile,
  type ProfileName,
  profiles,
  profilesOn,
  weightsOf,
} from "./profiles.js";

/** The geometries of the processor. */
export const machines = ["small", "i486"] as const;
export type MachineName = (typeof machines)[number];

/** L3's design, and each design that leaves one technique out, by that technique's name. */
export const designs: ReadonlyMap<string, Design> = new Map([
  ["l3", l3],
  ...variants.map(({ without, design }) => [without, design] as const),
]);

/** Which kernel is judged, and what of it. In words that can be sent to a thread. */
export interface Setup {
  readonly machine: MachineName;
  readonly design: string;
  readonly profile: ProfileName;
}

/** `small`, `i486 without window` */
export const setupName = ({ machine, design }: Setup): string =>
  design === "l3" ? machine : `${machine} without ${design}`;

export const designOf = ({ design: name }: Pick<Setup, "design">): Design => {
  const design = designs.get(name);
  if (design === undefined) throw new RangeError(`there is no design ${name}`);
  return design;
};

export const correspondenceOf = (setup: Setup): Correspondence => {
  const design = designOf(setup);
  const profile: Profile = profiles[setup.profile];
  const { sizes, model, runsOn = false } = profile;
  const orders = ordersFor(profile, design);
  return { ...correspondence(setup.machine, design, orders, sizes?.[setup.machine], model), runsOn };
};

/** Paths that only a design has which leaves something out, and that walks of everything do not take. */
const ownProfiles: Readonly<Record<string, readonly ProfileName[]>> = {
  virtualTcbs: ["short"],
  wakeups: ["clock"],
};

/** The profiles in which a design is judged: L3's in all, and others by everything and where they have paths of their own. */
export const profilesOf = (machine: MachineName, design: string): readonly ProfileName[] =>
  design === "l3" ? profilesOn(machine) : [...(ownProfiles[design] ?? []), "everything"];

/** Can what a profile asks be asked of a design? */
export function isAskable(design: string, profile: ProfileName): boolean {
  const { needsRegisters }: Profile = profiles[profile];
  return designOf({ design }).registers || needsRegisters !== true;
}

/** How random walks go through what is judged. */
export const walksOf = (setup: Setup): Pick<JointWalkOptions, "weights" | "openings"> => {
  const profile: Profile = profiles[setup.profile];
  return { weights: weightsOf(profile), openings: openingsFor(profile, designOf(setup)) };
};

/** The rules that walks must take: in the profile in which everything is asked for, all that this kernel can. */
export function expectedOf(setup: Setup): readonly string[] {
  const { expects = [], model = specification }: Profile = profiles[setup.profile];
  const all = setup.profile === "everything" ? model.rules.map(({ name }) => name) : expects;
  return all.filter((rule) => !impossible(setup).includes(rule));
}

/** An implementation that notes which codes the model has told on its way. */
export interface Listened {
  readonly implementation: Implementation<Abstract>;
  readonly codes: ReadonlySet<string>;
}

export function listened(implementation: Implementation<Abstract>): Listened {
  const codes = new Set<string>();
  const hear = (state: Abstract, isFirst: boolean): void => {
    implementation.hear(state, isFirst);
    for (const { code } of state.told) codes.add(code);
  };
  return { implementation: { ...implementation, hear }, codes };
}

export const implementationOf = (setup: Setup): Implementation<Abstract> =>
  kernelImplementation(correspondenceOf(setup));

/** Rules that no step of this kernel can stand for: without a window there is none to restore. */
export const impossible = (setup: Pick<Setup, "design">): readonly string[] =>
  designOf(setup).window ? [] : ["restore"];
