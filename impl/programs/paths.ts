/**
 * Paths of the kernel, each run by user programs, instruction by instruction: from the user code that leads into the
 * kernel to the user code that goes on.
 */
import { i486, insist, type Ledger, type Processor } from "../i486/index.js";
import { type Design, l3 } from "../kernel/design.js";
import { type Heat, Lap } from "./lap.js";
import { measureMinimal } from "./minimal.js";
import { pager } from "./pagers.js";
import { measureRpc } from "./pingpong.js";
import type { Child } from "./server.js";
import { sigma0 } from "./sigma0.js";
import type { Code, User } from "./user.js";
import { World } from "./world.js";

export interface Path {
  readonly name: string;
  readonly says: string;
  /** The path, run. */
  readonly measure: (heat: Heat, design?: Design) => Ledger;
}

const [PAGER, FIRST, SECOND] = [1, 2, 3] as const;
const POOL = 0x0200_0000;
/** A page of a client. */
const PAGE = 0x0100_0000;
/** The line of a device. */
const DEVICE = 1;
/** A priority below that of all others, and a time slice without an end. */
const BACKGROUND = { priority: 1, slice: 0 } as const;
/** The shortest wait, in ms: one tick. Whoever waits so long wakes at the second tick. */
const SHORT = 4;
const TICKS_TO_WAKE = 2;

/** Clocks in which every path comes to its end. */
const LONGEST = 2e7;

/** What programs are given: the stretch that they mark, and the world that they are in. */
interface Scene {
  readonly lap: Lap;
  readonly world: () => World;
}

/** Programs in tasks of a pager run until the stretch is over, which they mark. */
export function inWorld(
  lap: Lap,
  design: Design,
  cast: (scene: Scene) => readonly Child[],
  prepare: (world: World) => void = () => undefined,
): Ledger {
  const children = cast({ lap, world: () => world });
  const root = sigma0([{ task: PAGER, code: pager({ children, pool: POOL }) }]);
  const world: World = new World(i486(), root, design);
  prepare(world);
  world.run(lap.over, LONGEST);
  insist(lap.over(), "the path does not come to its end");
  return lap.ledger;
}

// ------------------------------------------------------------------------------------------------------- one thread

/** A page is touched and given up again, by turns; one of both is measured. */
const touching =
  (measured: "fault" | "unmap"): Path["measure"] =>
  (heat, design = l3) => {
    const lap = new Lap(heat);
    const other = new Lap(heat);
    const [fault, unmap] = measured === "fault" ? [lap, other] : [other, lap];
    return inWorld(lap, design, ({ world }) => [
      {
        task: FIRST,
        code: function* (me) {
          for (const { cpu } = world(); ; ) {
            fault.begins(cpu);
            yield* me.load(PAGE);
            fault.ends(cpu);
            unmap.begins(cpu);
            yield* me.unmap(PAGE, true);
            unmap.ends(cpu);
          }
        },
      },
    ]);
  };

/** Two threads of a task give each other the processor. */
export const switching: Path["measure"] = (heat, design = l3) =>
  inWorld(new Lap(heat), design, ({ lap, world }) => {
    const other: Code = function* (me) {
      yield* me.send(me.idOf(FIRST), {});
      for (const { cpu } = world(); ; ) {
        lap.ends(cpu);
        yield* me.threadSwitch(me.idOf(FIRST));
      }
    };
    const first: Code = function* (me) {
      const second = me.idOf(FIRST, 1);
      yield* me.start(second, other);
      yield* me.receive(second);
      for (const { cpu } = world(); ; ) {
        lap.begins(cpu);
        yield* me.threadSwitch(second);
      }
    };
    return [{ task: FIRST, code: first }];
  });

// ------------------------------------------------------------------------------------------------- ticks and devices

/** A thread that runs whenever nobody else does, from tick to tick. It tells whoever watches of each, as it comes. */
const ticking = (comes: (cpu: Processor) => void, gone: (cpu: Processor) => void, period: number): Code =>
  function* (me) {
    yield* me.schedule(yield* me.myself(), BACKGROUND.priority, BACKGROUND.slice);
    for (;;) {
      let its: Processor | undefined;
      yield ({ cpu }) => {
        its = cpu;
        cpu.spend(period - (cpu.clock % period));
        comes(cpu);
        return true;
      };
      if (its !== undefined) gone(its);
    }
  };

const periodOf = ({ cpu, machine }: World): number => (machine.kernel.size.tick * cpu.geometry.hertz) / 1000;

/** So many threads in some tasks wait, for half a second or a second; the stretch is so many ticks. */
export const ticks = (heat: Heat, design: Design, waiting: number, rounds: number): Ledger => {
  const perTask = 50;
  const sleeper: Code = function* (me: User) {
    const number = (me.task - SECOND) * perTask + me.thread;
    if (me.thread === 0) for (let n = 1; n < perTask; n++) yield* me.start(me.idOf(me.task, n), sleeper);
    for (;;) yield* me.sleep(500 + ((37 * number) % 400));
  };
  return inWorld(
    new Lap(heat, rounds),
    design,
    ({ lap, world }) => [
      ...Array.from({ length: waiting / perTask }, (_, n) => ({ task: SECOND + n, code: sleeper })),
      {
        task: FIRST,
        code: (me) =>
          ticking(
            (cpu) => lap.begins(cpu),
            (cpu) => lap.ends(cpu),
            periodOf(world()),
          )(me),
      },
    ],
    (world) => world.startTimer(),
  );
};

/** A tick at which the time of one thread is up, which runs at once. */
const waking: Path["measure"] = (heat, design = l3) =>
  inWorld(
    new Lap(heat),
    design,
    ({ lap, world }) => {
      let ticksSince = 0;
      const comes = (cpu: Processor): void => {
        ticksSince++;
        if (ticksSince === TICKS_TO_WAKE) lap.begins(cpu);
      };
      const sleeper: Code = function* (me) {
        for (;;) {
          ticksSince = 0;
          yield* me.sleep(SHORT);
          lap.ends(world().cpu);
        }
      };
      const background: Code = (me) => ticking(comes, () => undefined, periodOf(world()))(me);
      return [
        { task: SECOND, code: sleeper },
        { task: FIRST, code: background },
      ];
    },
    (world) => world.startTimer(),
  );

/** A device interrupts, and its driver, which waits, runs at once. */
const interrupting: Path["measure"] = (heat, design = l3) =>
  inWorld(new Lap(heat), design, ({ lap, world }) => {
    const driver: Code = function* (me) {
      insist(yield* me.attach(DEVICE), "the line belongs to another");
      for (;;) {
        yield* me.interrupt(DEVICE);
        lap.ends(world().cpu);
      }
    };
    const background: Code = function* () {
      for (;;)
        yield ({ cpu }) => {
          cpu.spend(1000);
          lap.begins(cpu);
          cpu.raise(DEVICE);
          return true;
        };
    };
    return [
      { task: SECOND, code: driver },
      { task: FIRST, code: background },
    ];
  });

// ------------------------------------------------------------------------------------------------------------- all

/** A message of so many bytes from a client to a server in another space. */
const message =
  (bytes: number, changes: Partial<Design> = {}): Path["measure"] =>
  (heat, design = l3) =>
    measureRpc({ ...design, ...changes }, bytes, heat).ledger;

/** Every path that can be asked for by name. */
export const paths: readonly Path[] = [
  {
    name: "minimal",
    says: "the least that an IPC between two spaces can be: no check at all",
    measure: (heat) => (heat === "hot" ? measureMinimal().ipc : measureMinimal().cold),
  },
  { name: "ipc-short", says: "8 bytes, in registers, to a server in another space", measure: message(8) },
  { name: "ipc-512", says: "512 bytes, copied once, through the window", measure: message(512) },
  { name: "ipc-4k", says: "4096 bytes, copied once, through the window", measure: message(4096) },
  {
    name: "two-copies",
    says: "512 bytes, copied twice, by way of the kernel",
    measure: message(512, { window: false }),
  },
  {
    name: "page-fault",
    says: "a thread touches a page that is not there, and its pager maps it",
    measure: touching("fault"),
  },
  { name: "unmap", says: "a task gives up a page that it has", measure: touching("unmap") },
  {
    name: "thread-switch",
    says: "a thread gives the processor to another of its task",
    measure: switching,
  },
  {
    name: "interrupt",
    says: "a device interrupts, and its driver runs",
    measure: interrupting,
  },
  {
    name: "timer",
    says: "a tick of the timer while nobody waits with a timeout",
    measure: (heat, design = l3) => ticks(heat, design, 0, 1),
  },
  { name: "wake-up", says: "a tick at which the time of one thread is up, and it runs", measure: waking },
];
