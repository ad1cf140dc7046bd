/** What kills mutants of the kernel: joint walks, and then what it costs. The shortest first: the first that fails is the last. */
import { describe, expect, test } from "vitest";
import { jointSearch } from "../../check/index.js";
import { i486, small } from "../../impl/i486/index.js";
import { abi, type Design, l3, Machine, type Size, sizeFor } from "../../impl/kernel/index.js";
import { measurements } from "../../impl/programs/figures.js";
import { paths } from "../../impl/programs/paths.js";
import { designs as costed, works } from "../../impl/programs/prices.js";
import { kernelFor, type Profile, type ProfileName, profiles, walksOf } from "../../mutants/profiles.js";
import { correspondence } from "../../refinement/correspondence.js";
import { kernelImplementation } from "../../refinement/kernel.js";
import {
  designOf,
  designs,
  implementationOf,
  type MachineName,
  walksOf as refineWalksOf,
} from "../../refinement/machines.js";
import { profileNames as refineProfiles } from "../../refinement/profiles.js";
import { searchedKernel, searches, searchNames, searchOptions } from "../../refinement/searches.js";
import { sumOf, walked } from "./walking.js";

const SEED = 486;
const names = Object.keys(profiles).filter((name): name is ProfileName => Object.hasOwn(profiles, name));

/** On the small machine first: its steps take less. */
const bySpeed = names.toSorted(
  (a, b) => Number(profiles[a].kind === "i486") - Number(profiles[b].kind === "i486"),
);

const setups = [
  ...[...designs.keys()].map((design) => ({ machine: "small", design, profile: "everything" }) as const),
  ...refineProfiles
    .filter((profile) => profile !== "everything")
    .map((profile) => ({ machine: "small", design: "l3", profile }) as const),
  { machine: "i486", design: "l3", profile: "everything" } as const,
];

/** Where a technique is left out, and what is asked then. */
const without = [
  ...[["wakeups", "time"] as const, ["wakeups", "waits"] as const, ["lazyWakeups", "time"] as const],
  ...[["virtualTcbs", "short"] as const, ["directSwitch", "short"] as const, ["oneCall", "short"] as const],
  ...[["lazyScheduling", "short"] as const, ["window", "strings"] as const],
];

const upTo = (end: number): readonly number[] => Array.from({ length: end }, (_, n) => n);
const powers = upTo(13).map((n) => 2 ** n);

/** Sizes that a kernel cannot have, and some that it can. */
const sizes: readonly (readonly [keyof Size, readonly number[], Partial<Size>])[] = [
  ["poolFrames", upTo(60), {}],
  ["nodes", upTo(60), {}],
  ["userFrames", upTo(60), { poolFrames: 20, nodes: 60 }],
  ["tasks", powers, {}],
  ["tcbBytes", powers, {}],
  ["strings", upTo(20), {}],
  ["horizon", upTo(10), { tick: 3 }],
];

function booted(kind: "small" | "i486", size: Partial<Size>, design: Design = l3): Machine {
  const geometry = kind === "small" ? small() : i486(2 ** 23);
  return new Machine(geometry, design, sizeFor(geometry, size)).boot(0);
}

/** What a machine says that cannot be made; numbers in it depend on the machine. */
function complaint(make: () => unknown): string {
  try {
    make();
    return "none";
  } catch (cause) {
    return cause instanceof Error ? cause.message.replaceAll(/\d+/g, "n") : String(cause);
  }
}

/** What is complained of, from each number on from which it is something else. */
const complaints = (numbers: readonly number[], make: (n: number) => unknown): readonly string[] =>
  numbers
    .map((n) => ({ n, its: complaint(() => make(n)) }))
    .filter(({ its }, i, all) => its !== all[i - 1]?.its)
    .map(({ n, its }) => `${n}: ${its}`);

/** The tests; a mutant may throw before there are any, so they are not declared where this file is loaded. */
export function suite(): void {
  describe("words of calls", () => {
    const times = [0, 1, 2, 255, 256, 261, 1020, 1024, 65_280, 200_000, abi.FOREVER];
    test.each(times)("timeouts of %d ms", (ms) => {
      const fields = [{ receive: ms }, { send: ms }, { receivePageFault: ms }, { sendPageFault: ms }];
      expect(fields.map(abi.timeouts)).toMatchSnapshot();
    });
    test("the longest timeout", () => {
      expect(abi.timeouts({ receive: 68_451_041, send: 68_451_041 })).toMatchSnapshot();
    });
    test("a timeout can be too long", () => {
      const tooLong = 256 * 4 ** 14;
      expect(() => abi.timeouts({ send: tooLong })).toThrow(RangeError);
      expect(() => abi.timeouts({ sendPageFault: tooLong })).toThrow(RangeError);
    });
    test("codes", () => expect([...abi.codes]).toMatchSnapshot());
  });

  describe("boot", () => {
    test.each(["small", "i486"] as const)("what is in the memory of %s", (kind) => {
      const sums = costed.map(({ design }) => sumOf(booted(kind, {}, design).cpu.snapshot(), 0));
      expect(sums).toMatchSnapshot();
    });
    test("what is in memory if sigma0 has every node", () => {
      expect(sumOf(booted("small", { nodes: 8 }).cpu.snapshot(), 0)).toMatchSnapshot();
    });
    test.each(sizes)("%s that a kernel can have", (name, numbers, others) => {
      expect(complaints(numbers, (n) => booted("small", { ...others, [name]: n }))).toMatchSnapshot();
    });
    test.each(costed)("memory that a kernel needs: $name", ({ design }) => {
      const pages = upTo(200).map((n) => 64 * (n + 1));
      const made = (bytes: number) => new Machine(small(bytes), design, sizeFor(small(bytes)));
      expect(complaints(pages, made)).toMatchSnapshot();
    });
    test("page tables that do not fill a page", () => {
      const geometry = { ...small(), tableEntries: 8 };
      expect(complaint(() => new Machine(geometry, l3, sizeFor(geometry)).boot(0))).toMatchSnapshot();
    });
  });

  describe("walks of the gallery's profiles", () => {
    test.each(bySpeed)("%s", (profile) => {
      const samples = profiles[profile].kind === "small" ? 32 : 6;
      const found = walked(kernelFor(profile), { ...walksOf(profile), seed: SEED, samples });
      expect(found).toMatchSnapshot();
    });
  });

  describe("walks of refine's machines", () => {
    test.each(setups)("$machine, $design, $profile", (setup) => {
      const samples: Readonly<Record<MachineName, number>> = { small: 24, i486: 6 };
      const options = { ...refineWalksOf(setup), seed: SEED, samples: samples[setup.machine], maxSteps: 200 };
      expect(walked(implementationOf(setup), options)).toMatchSnapshot();
    });
  });

  describe("walks of the gallery's profiles, in other designs", () => {
    test.each(without)("without %s: %s", (technique, name) => {
      const { kind, orders, size }: Profile = profiles[name];
      const c = correspondence(kind, designOf({ design: technique }), orders, size);
      const found = walked(kernelImplementation(c), { ...walksOf(name), seed: SEED, samples: 12 });
      expect(found).toMatchSnapshot();
    });
  });

  describe("searches", () => {
    test.each(searchNames.filter((search) => searches[search].extent === "quick"))("%s", (search) => {
      const setup = { design: "l3", search };
      const implementation = kernelImplementation(searchedKernel(setup));
      const options = { ...searchOptions(setup), maxDepth: 7 };
      const { failure, threw, states, abstract, steps, refused, taken } = jointSearch(
        implementation,
        options,
      );
      expect(failure?.told.at(-1)?.wrong ?? threw?.message).toBeUndefined();
      expect({ states, abstract, steps, refused, taken: [...taken] }).toMatchSnapshot();
    });
  });

  describe("what it costs", () => {
    test.each(paths.map(({ name, measure }) => ({ name, measure })))("path $name", ({ measure }) => {
      expect((["cold", "hot"] as const).map((heat) => measure(heat).total())).toMatchSnapshot();
    });

    test.each(works.map(({ name, measure }) => ({ name, measure })))("price of $name", ({ measure }) => {
      expect(costed.map(({ name, design }) => [name, measure(design).clocks])).toMatchSnapshot();
    });

    test.each(measurements.map(({ name, run }) => ({ name, run })))("figures of $name", ({ run }) => {
      expect(run().map(({ name, ours }) => [name, ours])).toMatchSnapshot();
    });
  });
}
