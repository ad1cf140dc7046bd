/**
 * What each technique is worth: it is turned off alone, and the same work is done without it.
 *
 * All of it hot; what is measured begins in the user code before INT, and ends in the user code after the call.
 */
import type { Sum } from "../i486/index.js";
import type { Timeouts } from "../kernel/abi.js";
import { type Design, l3, variants } from "../kernel/design.js";
import { Lap } from "./lap.js";
import { inWorld, switching, ticks } from "./paths.js";
import { measureRpc } from "./pingpong.js";
import type { Code } from "./user.js";

/** Something that is done with each design. */
export interface Work {
  readonly name: string;
  readonly says: string;
  readonly measure: (design: Design) => Price;
}

/** What it cost. */
export type Price = Pick<Sum, "clocks" | "tlbMisses" | "cacheMisses">;

/** A design: L3's, or L3's without one technique. */
export interface Without {
  /** The technique that is left out; undefined: none is. */
  readonly technique: keyof Design | undefined;
  readonly name: string;
  /** What is done instead. */
  readonly says: string;
  readonly design: Design;
}

const [CLIENT, SERVER] = [2, 3] as const;
/** ms that a partner may take, in both phases; it never does. */
const PATIENCE: Timeouts = { send: 100, receive: 100 };
/** Threads that wait while ticks are measured, and ticks: as many as there are lists. */
const WAITING = 400;
const TICKS = 8;

/** An RPC in registers, there and back. */
const rpc = (timeouts: Timeouts) => (design: Design) =>
  inWorld(new Lap("hot"), design, ({ lap, world }) => {
    const client: Code = function* (me) {
      for (const { cpu } = world(); ; ) {
        lap.begins(cpu);
        yield* me.call(me.idOf(SERVER), { words: [1, 2] }, {}, timeouts);
        lap.ends(cpu);
      }
    };
    const server: Code = function* (me) {
      let { from } = yield* me.wait();
      for (;;) ({ from } = yield* me.replyAndWait(from, { words: [3, 4] }, {}, me.answering));
    };
    return [
      { task: SERVER, code: server },
      { task: CLIENT, code: client },
    ];
  }).total();

const oneWay = (bytes: number) => (design: Design) => measureRpc(design, bytes).ledger.total();

/** A tick, on average over a round of all lists. */
function tick(design: Design): Price {
  const { clocks, tlbMisses, cacheMisses } = ticks("hot", design, WAITING, TICKS).total();
  const mean = (n: number): number => Math.round(n / TICKS);
  return { clocks: mean(clocks), tlbMisses: mean(tlbMisses), cacheMisses: mean(cacheMisses) };
}

/** What is done with each design. */
export const works: readonly Work[] = [
  { name: "8 bytes", says: "8 bytes to a server in another space", measure: oneWay(8) },
  { name: "RPC", says: "8 bytes there and 8 bytes back", measure: rpc({}) },
  { name: "timed RPC", says: "the same, each call with timeouts of 100 ms", measure: rpc(PATIENCE) },
  { name: "512 bytes", says: "512 bytes to a server in another space", measure: oneWay(512) },
  { name: "4 KB", says: "4096 bytes to a server in another space", measure: oneWay(4096) },
  {
    name: "switch",
    says: "a thread gives the processor to another of its task",
    measure: (design) => switching("hot", design).total(),
  },
  { name: "tick", says: `a tick of the timer while ${WAITING} threads wait with timeouts`, measure: tick },
];

/** Each technique, and what is done instead. */
const INSTEAD: Readonly<Record<keyof Design, readonly [name: string, says: string]>> = {
  oneCall: ["one call", "to send and to receive are two calls"],
  window: ["window", "long messages are copied twice, by way of the kernel"],
  directSwitch: ["direct switch", "the dispatcher chooses who runs after a call"],
  lazyScheduling: ["lazy scheduling", "the ready lists are exact at all times"],
  lazyWakeups: ["lazy wake-ups", "the wake-up lists are exact at all times"],
  registers: ["registers", "all of a message lies in memory"],
  virtualTcbs: ["virtual TCBs", "TCBs are found through a table"],
  wakeups: ["wake-up lists", "wake-up times are in an array that each tick looks through"],
};

/** The designs, L3's own first. */
export const designs: readonly Without[] = [
  { technique: undefined, name: "nothing", says: "L3's design: all of the techniques", design: l3 },
  ...variants.map(({ without, design }) => {
    const [name, says] = INSTEAD[without];
    return { technique: without, name, says, design };
  }),
];
