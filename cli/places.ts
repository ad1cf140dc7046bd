/**
 * Which kernel is judged, in words: the machine, the design, what is asked of it, and the bug that it has, if it has one.
 * What is asked is a profile of refine's, or one of the gallery's under the name `mutants/NAME`, or what one of refine's
 * searches asks under the name `searches/NAME`, or a profile that is asked of
 * arbitrary states, under the name `states/NAME`.
 */
import type { Implementation } from "../check/simulate/implementation.js";
import type { JointWalkOptions } from "../check/simulate/joint-walks.js";
import type { MachineNamed } from "../check/trace/joint.js";
import type { Instance } from "../model/index.js";
import { isOfKernel, type Mutant } from "../mutants/diff.js";
import { mutatedKernel, mutatedMachine, mutatedSearch, profileOf } from "../mutants/judge-kernel.js";
import * as ofGallery from "../mutants/profiles.js";
import { kernelSearched } from "../mutants/searched.js";
import {
  correspondenceOf,
  designs,
  implementationOf,
  isAskable,
  type MachineName,
  machines,
  profilesOf,
  type Setup,
  setupName,
  walksOf,
} from "../refinement/machines.js";
import { type ProfileName, profileNames, profiles } from "../refinement/profiles.js";
import {
  type Extent,
  isSearch,
  type SearchName,
  type SearchSetup,
  searchedKernel,
  searches,
  searchesOf,
} from "../refinement/searches.js";
import type { Kernel } from "../spec/kernel/state.js";
import { EXIT, Failure } from "./exit.js";
import type { Flags } from "./flags.js";
import { findMutant, isMutant } from "./mutated-model.js";
import { root } from "./package.js";

/** In words that can be sent to a thread. */
export interface Place extends Omit<Setup, "profile"> {
  readonly profile: string;
  /** The id of a mutant of the gallery, or the path of a diff. */
  readonly mutant?: string;
}

/** Where the profiles of the gallery are. */
const GALLERY = "mutants/";
/** Where the searches are: on the small machine. */
const SEARCHES = "searches/";
const SEARCHED = "small";
/** Where profiles are asked of arbitrary states. */
const STATES = "states/";
/** Requests of a walk, unless told. */
const MAX_STEPS = 200;
/** Walks in a profile of the gallery, unless told: enough for the bugs that it is for. */
const GALLERY_WALKS = 500;
/** The seed unless told. */
const SEED = 486;

export const isMachine = (name: string): name is MachineName => machines.some((machine) => machine === name);
const isProfile = (name: string): name is ProfileName => profileNames.some((profile) => profile === name);

/** The profile of the gallery that a name stands for. */
function galleryProfile(name: string): ofGallery.ProfileName | undefined {
  const bare = name.startsWith(GALLERY) ? name.slice(GALLERY.length) : "";
  return ofGallery.isProfile(bare) ? bare : undefined;
}

/** What refine judges there, unless it is a profile of the gallery. */
export function setupOf(place: Place): Setup | undefined {
  const { machine, design } = place;
  const profile = isOfStates(place) ? place.profile.slice(STATES.length) : place.profile;
  return isProfile(profile) ? { machine, design, profile } : undefined;
}

/** Is the kernel judged from arbitrary states there? */
export const isOfStates = ({ profile }: Pick<Place, "profile">): boolean => profile.startsWith(STATES);

/** What is searched there, if the place is one of a search. */
export function searchAt({ design, profile }: Place): SearchSetup | undefined {
  const search = profile.startsWith(SEARCHES) ? profile.slice(SEARCHES.length) : "";
  return isSearch(search) ? { design, search } : undefined;
}

// --------------------------------------------------------------------------------------------------- what is there

/** The specification that the kernel is to stand for, as it is without a bug. */
export function modelAt(place: Place): Instance<Kernel> {
  const [setup, search] = [setupOf(place), searchAt(place)];
  if (search !== undefined) return searchedKernel(search).instance;
  return setup === undefined ? galleryKernel(place).instance : correspondenceOf(setup).instance;
}

/** The kernel, with its bug. Throws DiffError, or Failure where there is no such mutant. */
export async function kernelAt(place: Place): Promise<Implementation<Kernel>> {
  const [setup, search] = [setupOf(place), searchAt(place)];
  const { mutant } = place;
  if (search !== undefined && mutant === undefined) return kernelSearched(search);
  if (mutant === undefined) return setup === undefined ? galleryKernel(place) : implementationOf(setup);
  const found = findMutant(mutant);
  if (search !== undefined) return mutatedSearch(root, found, search);
  return setup === undefined
    ? mutatedKernel(root, found, profileIn(place))
    : mutatedMachine(root, found, setup);
}

const galleryKernel = (place: Place): Implementation<Kernel> => ofGallery.kernelFor(profileIn(place));

function profileIn({ profile }: Place): ofGallery.ProfileName {
  const found = galleryProfile(profile);
  if (found === undefined) throw new RangeError(`there is no profile ${profile}`);
  return found;
}

/** How random walks go there, unless the flags say. */
export function walksAt(place: Place): JointWalkOptions {
  const setup = setupOf(place);
  const usual = { seed: seedOf(place), samples: GALLERY_WALKS, maxSteps: MAX_STEPS };
  const search = searchAt(place);
  if (search !== undefined) return { ...usual, weights: asksOf(search) };
  if (setup === undefined) return { ...usual, ...ofGallery.walksOf(profileIn(place)) };
  return { ...usual, samples: profiles[setup.profile].samples[setup.machine], ...walksOf(setup) };
}

/** What is asked for in a search, as often as all else that is. */
function asksOf(setup: SearchSetup): Readonly<Record<string, number>> {
  const asks: readonly string[] = searches[setup.search].asks;
  const rules = searchedKernel(setup).instance.rules.map(({ rule }) => rule.name);
  return Object.fromEntries(rules.map((name) => [name, asks.includes(name) ? 1 : 0]));
}

/** The seed of the walks: in a bug's own profile it may have one of its own. */
function seedOf({ mutant, profile }: Place): number {
  if (mutant === undefined || galleryProfile(profile) === undefined) return SEED;
  const { seed } = findMutant(mutant).fields;
  return seed !== undefined && /^\d{1,6}$/.test(seed) ? Number(seed) : SEED;
}

/** `small`, `i486 without window`, `small+grant-is-map` */
export function placeName({ mutant, ...place }: Place): string {
  const name = setupName({ ...place, profile: "everything" });
  return mutant === undefined ? name : `${name}+${mutant}`;
}

/** The same in a trace. */
export const namedIn = ({ machine, design, profile, mutant }: Place): MachineNamed => ({
  ...{ machine, design, profile },
  ...(mutant === undefined ? {} : { mutant }),
});

// ------------------------------------------------------------------------------------------------- from words to it

/** The place that a trace names. Throws Failure with code 150 where there is none. */
export function placeIn({ machine, design, profile, mutant }: MachineNamed): Place {
  const wrong = (what: string, name: string, all: readonly string[]): Failure =>
    new Failure(EXIT.unreadable, `#meta.${what}: there is no ${what} ${name}; there are ${all.join(", ")}`);
  if (!isMachine(machine)) throw wrong("machine", machine, machines);
  if (!designs.has(design)) throw wrong("design", design, [...designs.keys()]);
  const gallery = galleryProfile(profile);
  const isSearched = machine === SEARCHED && searchAt({ machine, design, profile }) !== undefined;
  if (!isProfile(profile) && !isSearched && gallery === undefined)
    throw wrong("profile", profile, profileNames);
  if (gallery !== undefined && !(design === "l3" && ofGallery.profiles[gallery].kind === machine))
    throw new Failure(EXIT.unreadable, `#meta.profile: ${profile} is of ${ofGallery.profiles[gallery].kind}`);
  return { machine, design, profile, ...(mutant === undefined ? {} : { mutant }) };
}

type Chosen = Pick<Flags, "design" | "profile" | "mutant" | "scope">;

/**
 * The kernels that a name and the flags stand for: all designs on the small geometry, and L3's on the large one; and what
 * is searched of them, which is L3's design unless another is named.
 */
export function placesOf(machine: MachineName, flags: Chosen): Place[] {
  const { mutant } = flags;
  if (mutant === undefined)
    return [...healthy(machine, flags), ...searched(machine, flags), ...ofStates(machine, flags)];
  const own = flags.design === undefined && flags.profile === undefined ? [ownPlace(mutant)] : [];
  return [
    ...own.filter((place) => place.machine === machine),
    ...healthy(machine, flags).map((place) => ({ ...place, mutant })),
  ];
}

/** What is searched of a kernel, of one profile or of all. */
function searched(machine: MachineName, { design = "l3", profile, scope = "quick" }: Chosen): Place[] {
  if (machine !== SEARCHED || !isExtent(scope)) return [];
  const chosen = profileNames.filter((name) => profile === undefined || name === profile);
  return chosen.flatMap((name) => searchesOf(name, scope)).map((search) => searchPlace(search, design));
}

/** From arbitrary states, by everything that can be asked: in all designs that are judged on the machine. */
const ofStates = (machine: MachineName, { design, profile = "everything" }: Chosen): Place[] =>
  profile === "everything"
    ? healthy(machine, { profile, ...(design === undefined ? {} : { design }) }).map(statesPlace)
    : [];

/** The same kernel, from arbitrary states. */
export const statesPlace = (place: Place): Place => ({ ...place, profile: `${STATES}${place.profile}` });

export const searchPlace = (search: SearchName, design = "l3"): Place => ({
  machine: SEARCHED,
  design,
  profile: `${SEARCHES}${search}`,
});

/** Is this the name of a scope of searches? */
export const isExtent = (scope: string): scope is Extent => scope === "quick" || scope === "full";

function healthy(machine: MachineName, { design, profile }: Pick<Flags, "design" | "profile">): Place[] {
  const chosen = profile === undefined ? undefined : profileNamed(profile, machine, design);
  if (design !== undefined)
    return [{ machine, design: designNamed(design), profile: profileFor(chosen ?? "everything", design) }];
  if (chosen !== undefined && !isProfile(chosen)) return [{ machine, design: "l3", profile: chosen }];
  const all = machine === "small" ? [...designs.keys()] : ["l3"];
  return all.flatMap((name) =>
    (chosen === undefined ? profilesOf(machine, name) : [chosen])
      .filter((its) => isAskable(name, its))
      .map((its) => ({ machine, design: name, profile: its })),
  );
}

/** A profile that is named together with a design. */
function profileFor(name: string, design: string): string {
  if (!isProfile(name) || isAskable(design, name)) return name;
  const why = `--profile ${name}: it asks for messages in registers, and --design ${design} has none`;
  throw new Failure(EXIT.configuration, why);
}

function designNamed(name: string): string {
  if (designs.has(name)) return name;
  const names = [...designs.keys()].join(", ");
  throw new Failure(EXIT.configuration, `--design ${name}: there is no such design; there are ${names}`);
}

function profileNamed(name: string, machine: MachineName, design = "l3"): string {
  const isSearched = machine === SEARCHED && searchAt({ machine, design, profile: name }) !== undefined;
  if (isProfile(name) || isSearched) return name;
  if (isOfStates({ profile: name }) && isProfile(name.slice(STATES.length))) return name;
  const gallery = galleryProfile(name);
  if (gallery !== undefined) {
    const { kind } = ofGallery.profiles[gallery];
    if (kind === machine && design === "l3") return name;
    throw new Failure(EXIT.configuration, `--profile ${name}: is of ${kind} and L3's design alone`);
  }
  const names = profileNames.join(", ");
  throw new Failure(EXIT.configuration, `--profile ${name}: there is no such profile; there are ${names}`);
}

// -------------------------------------------------------------------------------------------------------- mutants

/** Is this the id or the path of a bug of the kernel? */
export const isKernelMutant = (name: string): boolean => isMutant(name) && isOfKernel(findMutant(name));

/**
 * Where a bug of the kernel is looked for when no machine is named: in its own profile, and by everything on both machines;
 * or, as the flags say, in one design and profile on the machine of its own. Throws Failure with code 64 where they name
 * another bug.
 */
export function placesOfMutant(mutant: string, flags: Flags): Place[] {
  const { mutant: other, design, profile } = flags;
  if (other !== undefined && other !== mutant)
    throw new Failure(EXIT.usage, `--mutant ${other}: ${mutant} is a kernel with a bug already`);
  const own = ownPlace(mutant);
  if (design !== undefined || profile !== undefined)
    return healthy(own.machine, { ...flags, design: design ?? "l3" }).map((place) => ({ ...place, mutant }));
  return [own, ...machines.map((machine) => ({ machine, design: "l3", profile: "everything", mutant }))];
}

/** The profile that a bug's header names. */
export function ownPlace(mutant: string): Place {
  const found: Mutant = findMutant(mutant);
  const profile = profileOf(found, found.fields.profile);
  return {
    machine: ofGallery.profiles[profile].kind,
    design: "l3",
    profile: `${GALLERY}${profile}`,
    mutant,
  };
}
