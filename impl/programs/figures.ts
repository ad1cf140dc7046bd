/**
 * The published figures, each beside what this kernel needs on this processor. Ours is read from a run, never reckoned
 * from constants; where the figure is missed, it is said why.
 *
 * Sources: L93 = Liedtke, Improving IPC by Kernel Design (SOSP 1993); L95 = On micro-Kernel Construction (SOSP 1995);
 * the slides of the lecture, for what stands in L93.
 */
import { type Confidence, clocks, i486, type Ledger, type Sum } from "../i486/index.js";
import { l3, sizeFor } from "../kernel/design.js";
import { peek } from "../kernel/kernel.js";
import { measureMinimal, roomy } from "./minimal.js";
import { measureRpc } from "./pingpong.js";
import { storm } from "./storm.js";
import type { Code } from "./user.js";
import { World } from "./world.js";

/** How sure a published figure is. slides: it stands in the slides of the lecture alone. */
export type Sureness = Confidence | "slides";

/** A figure as it was published. */
export interface Published {
  readonly name: string;
  readonly unit: string;
  /** Ours is to be just that, or that and not more, or as near to it as `within`. */
  readonly relation: "exactly" | "at most" | "within";
  readonly value: number;
  readonly within?: number;
  readonly source: string;
  readonly sureness: Sureness;
}

export type FigureVerdict = "equal" | "met" | "missed";

/** A figure, and what was measured. */
export interface Figure extends Published {
  readonly ours: number;
  readonly verdict: FigureVerdict;
  /** Where ours comes from, if it is not plain; and why it misses, if it does. */
  readonly note?: string;
}

/** Figures that one run gives. */
export interface Measurement {
  readonly name: string;
  readonly run: () => readonly Figure[];
}

const judge = ({ relation, value, within = 0 }: Published, ours: number): FigureVerdict => {
  if (relation === "at most") return ours <= value ? "met" : "missed";
  if (ours === value) return "equal";
  return relation === "within" && Math.abs(ours - value) <= within ? "met" : "missed";
};

const figure = (published: Published, ours: number, note?: string): Figure => ({
  ...published,
  ours,
  verdict: judge(published, ours),
  ...(note === undefined ? {} : { note }),
});

/** The clocks of a path less those of its misses, as the table of clocks has them. */
const withoutMisses = ({ clocks: all, tlbMisses, cacheMisses }: Sum): number =>
  all - tlbMisses * clocks.tlbMiss.clocks - cacheMisses * clocks.cacheMiss.clocks;

const missesOf = ({ tlbMisses, cacheMisses }: Sum): string =>
  `${tlbMisses} TLB and ${cacheMisses} cache misses`;

const phase = (ledger: Ledger, name: string): Sum =>
  ledger.byPhase().find((its) => its.phase === name) ?? ledger.total();

// -------------------------------------------------------------------------------------------------------------- IPC

const ENTRY: Published = {
  name: "enter and leave the kernel",
  unit: "clocks",
  relation: "exactly",
  value: 107,
  source: "L95 4.1.1 (71 + 36)",
  sureness: "P-tr",
};
const MINIMAL: Published = {
  name: "minimal IPC between spaces",
  unit: "clocks",
  relation: "at most",
  value: 127,
  source: "L93, slides 43-45",
  sureness: "slides",
};

/** The minimal IPC. The published figures know no cache misses: they are met on a cache that has none. */
function minimal(): readonly Figure[] {
  const its = measureMinimal(roomy());
  const onI486 = measureMinimal().ipc.total();
  const [bare, whole] = [its.withoutTlbMisses.total(), its.ipc.total()];
  const withMisses = {
    ...MINIMAL,
    name: `the same with its ${whole.tlbMisses} TLB misses`,
    value: 172,
  };
  const apart = `with the cache's ${onI486.cacheMisses} misses, which the source does not count, ${onI486.clocks}`;
  return [
    figure(ENTRY, its.modeSwitch.total().clocks),
    figure(MINIMAL, bare.clocks, `${bare.instructions} instructions`),
    figure(withMisses, whole.clocks, apart),
  ];
}

const SHORT: Published = {
  name: "IPC of 8 bytes between spaces, whole",
  unit: "clocks",
  relation: "at most",
  value: 250,
  source: "L93, L95 5.2 (5 us)",
  sureness: "P-tr",
};
const LONG: Published = {
  ...SHORT,
  name: "IPC of 512 bytes between spaces, whole",
  value: 900,
  source: "L93, slide 40 (18 us)",
  sureness: "slides",
};

function short(): readonly Figure[] {
  const its = measureRpc(l3, 8).ledger.total();
  return [figure(SHORT, its.clocks, `hot; ${missesOf(its)} among them`)];
}

function long(): readonly Figure[] {
  const { ledger } = measureRpc(l3, 512);
  const its = ledger.total();
  const moved = ledger.entries.find(({ instruction }) => instruction === "rep movsd")?.clocks ?? 0;
  const parts = `hot; REP MOVSD takes ${moved} of them, the rest of the long path ${its.clocks - moved}`;
  const left = its.clocks > LONG.value ? `, for which the source leaves ${LONG.value - moved}` : "";
  const note = `${parts}${left}; ${missesOf(its)} among them`;
  return [figure(LONG, its.clocks, note)];
}

const COPY: Published = {
  name: "two-copy transfer, the second copy",
  unit: "clocks",
  relation: "within",
  value: 0,
  within: 2,
  source: "L93, slides (20 + 0.75 n)",
  sureness: "slides",
};

/** The copy out of the kernel's buffer. 8 bytes come to it only where no registers are used. */
function copies(): readonly Figure[] {
  const twice = { ...l3, window: false };
  const rows = [
    { bytes: 8, value: 26, design: { ...twice, registers: false } },
    { bytes: 512, value: 404, design: twice },
  ] as const;
  return rows.map(({ bytes, value, design }) => {
    const out = phase(measureRpc(design, bytes).ledger, "copy out");
    const note = `apart from ${missesOf(out)}, with which it takes ${out.clocks}`;
    return figure(
      { ...COPY, name: `copy of ${bytes} bytes out of the kernel`, value },
      withoutMisses(out),
      note,
    );
  });
}

const ENTRIES: Published = {
  name: "kernel entries of a call and its reply",
  unit: "entries",
  relation: "exactly",
  value: 2,
  source: "L93, slide 45",
  sureness: "slides",
};

function entries(): readonly Figure[] {
  const apart = { ...ENTRIES, name: "the same where send and receive are two calls", value: 4 };
  return [
    figure(ENTRIES, measureRpc(l3, 8).entries),
    figure(apart, measureRpc({ ...l3, oneCall: false }, 8).entries),
  ];
}

// ------------------------------------------------------------------------------------------------------------- time

const SCAN: Published = {
  name: "timer: entries looked at, 400 threads wait",
  unit: "a second",
  relation: "at most",
  value: 12_500,
  source: "L93, slide 62 (8 lists, 4 ms)",
  sureness: "slides",
};
const SHARE: Published = { ...SCAN, name: "timer: share of the processor it takes", unit: "%", value: 1 };
const ARRAY: Published = {
  name: "timer: one scan of an array of 16 K entries",
  unit: "ms",
  relation: "at most",
  value: 2,
  source: "L93, slide 60 (about 2 ms)",
  sureness: "slides",
};
/** After a short wait all wait so long that nobody wakes while scans are counted, ms after ms. */
const steady = (_thread: number, round: number): number => (round === 0 ? 4 : 1000);
const STEADY_MS = 800;
const ARRAY_MS = 80;
const STORM_MS = 1000;

/** Scans of the lists while 400 threads wait; then in a storm, in which each of them wakes and waits again. */
function scans(): readonly Figure[] {
  const calm = storm({ waits: steady, ms: STEADY_MS });
  const wild = storm({ ms: STORM_MS });
  const perSecond = (n: number): string => Math.round((n * 1000) / STORM_MS).toLocaleString("en");
  const note =
    `while ${perSecond(wild.wakeups)} waits a second end and begin again, and ` +
    `${Math.round(wild.scannedPerSecond).toLocaleString("en")} entries a second are looked at`;
  return [figure(SCAN, Math.round(calm.scannedPerSecond)), figure(SHARE, rounded(100 * wild.share), note)];
}

/** The array, one entry for each thread that there may be. */
function array(): readonly Figure[] {
  const { tasks, threadsPerTask } = sizeFor(i486());
  const { share, scannedPerSecond } = storm({
    design: { ...l3, wakeups: "array" },
    waits: steady,
    ms: ARRAY_MS,
  });
  const scansPerSecond = scannedPerSecond / (tasks * threadsPerTask);
  return [
    figure(
      ARRAY,
      rounded((1000 * share) / scansPerSecond),
      `${rounded(100 * share)} % of the processor at a tick of 4 ms`,
    ),
  ];
}

const RENEWAL: Published = {
  name: "the clock's base is renewed every",
  unit: "ms",
  relation: "exactly",
  value: 2 ** 24,
  source: "L93, slide 63 (4.66 h)",
  sureness: "slides",
};
/** ms between two ticks: with 4, as usual, four million of them would have to be simulated. */
const TICK = 1024;

const sleeper: Code = function* (me) {
  yield* me.sleep();
};

/** The time between two renewals of the base, while nobody runs. */
function renewal(): readonly Figure[] {
  const size = sizeFor(i486(), { tick: TICK });
  const world = new World(i486(), sleeper, l3, size);
  const { machine } = world;
  world.startTimer();
  world.run(undefined, 1);
  const renewed = (times: number): number => {
    while (peek(machine.kernel, machine.kernel.at.own.base) < times) machine.proceed();
    return world.ms;
  };
  const first = renewed(1);
  const ms = Math.round(renewed(2) - first);
  return [figure(RENEWAL, ms, `${rounded(ms / 3_600_000)} h; a tick is ${TICK} ms here`)];
}

/** Two digits after the point. */
const rounded = (n: number): number => Math.round(n * 100) / 100;

/** All figures, in the order of the table. */
export const measurements: readonly Measurement[] = [
  { name: "minimal IPC", run: minimal },
  { name: "IPC of 8 bytes", run: short },
  { name: "IPC of 512 bytes", run: long },
  { name: "two copies", run: copies },
  { name: "kernel entries", run: entries },
  { name: "timer scans", run: scans },
  { name: "array of wake-up times", run: array },
  { name: "renewal of the base", run: renewal },
];
