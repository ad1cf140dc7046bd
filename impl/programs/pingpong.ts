/**
 * RPC ping-pong: a client and a server in different tasks send each other messages of the same length, again and again.
 *
 * Up to 8 bytes travel in registers, up to a page as a direct string, more as a string beside it. All buffers are mapped by
 * a pager, and touched beforehand. Hot: several rounds have gone before. Cold: TLB, cache and prefetch queue are empty
 * when the client calls.
 */
import { type Geometry, i486, insist, Ledger } from "../i486/index.js";
import type { Design } from "../kernel/design.js";
import type { Sending } from "./message.js";
import type { Action } from "./operations.js";
import { pager } from "./pagers.js";
import { sigma0 } from "./sigma0.js";
import type { Code, User } from "./user.js";
import { type Since, USER_PHASE, World } from "./world.js";

/** What one RPC cost. */
export interface Rpc {
  readonly bytes: number;
  /** Clocks from the client's INT until the server runs in user mode: the kernel's, without the stubs of user code. */
  readonly oneWay: number;
  /** The same instruction by instruction, with the phases of the kernel, and the client's stub as USER_PHASE. */
  readonly ledger: Ledger;
  /** Clocks from the client's stub to the client's next instruction, the server's stub included. */
  readonly roundTrip: number;
  /** Entries into the kernel on the way there and back. */
  readonly entries: number;
}

const [PAGER, CLIENT, SERVER] = [1, 2, 3] as const;
/** Where client and server have their messages, and their strings; where the pager sees their pages. */
const MEMORY = 0x0100_0000;
const POOL = 0x0200_0000;
const STRING = 0x0200_0000;
/** The round that is measured: those before it warm up. More than the cache has room for is never hot. */
const measuredRound = (bytes: number): number => (bytes > 2 ** 16 ? 2 : 5);
/** Words of a message that travel in registers. */
const REGISTER_BYTES = 8;

/** A partner's message of so many bytes, made ready and touched; nothing in memory if it travels in registers. */
function* ready(me: User, bytes: number): Action<Sending> {
  const words = [1, 2] as const;
  if (bytes <= REGISTER_BYTES) return bytes === 0 ? {} : { words };
  const isDirect = bytes <= me.pageBytes;
  const message = me.message(MEMORY, isDirect ? bytes / 4 : 0, isDirect ? 0 : 1);
  yield* touch(me, MEMORY, message.bytes);
  if (!isDirect) yield* touch(me, STRING, bytes);
  const string = { bytes, from: STRING, room: bytes, to: STRING };
  yield* me.prepare(message, message.words, isDirect ? [] : [string]);
  return { words, message };
}

function* touch(me: User, from: number, bytes: number): Action<void> {
  for (let page = me.pageOf(from); page < from + bytes; page += me.pageBytes) yield* me.store(page, page);
}

/** Those who watch: the client is about to call; the server has its message; the client has the answer. */
interface Watch {
  readonly begins: () => void;
  readonly arrived: () => void;
  readonly ended: () => void;
}

const client = (bytes: number, { begins, ended }: Watch): Code =>
  function* (me) {
    const its = yield* ready(me, bytes);
    const receive = its.message === undefined ? {} : { message: its.message };
    for (;;) {
      begins();
      yield* me.call(me.idOf(SERVER), its, receive);
      ended();
    }
  };

const server = (bytes: number, { arrived }: Watch): Code =>
  function* (me) {
    const its = yield* ready(me, bytes);
    const receive = its.message === undefined ? {} : { message: its.message };
    let { from } = yield* me.wait(receive);
    for (;;) {
      arrived();
      ({ from } = yield* me.replyAndWait(from, its, receive, me.answering));
    }
  };

/** What one RPC costs with messages of so many bytes there and back. */
export function measureRpc(
  design: Design,
  bytes: number,
  how: "hot" | "cold" = "hot",
  geometry: Geometry = i486(),
): Rpc {
  const ledger = new Ledger();
  const last = measuredRound(bytes);
  let round = 0;
  let measured: Since | undefined;
  const watch: Watch = {
    begins() {
      round++;
      if (round !== last) return;
      if (how === "cold") world.cpu.chill();
      world.mark();
      world.cpu.attach(ledger);
      world.cpu.phase(USER_PHASE);
    },
    arrived() {
      if (round === last) world.cpu.attach();
    },
    ended() {
      if (round === last) measured = world.since();
    },
  };
  const children = [
    { task: SERVER, code: server(bytes, watch) },
    { task: CLIENT, code: client(bytes, watch) },
  ];
  const world: World = new World(
    geometry,
    sigma0([{ task: PAGER, code: pager({ children, pool: POOL }) }]),
    design,
  );
  world.run(() => measured !== undefined);
  insist(measured !== undefined, "the partners do not meet");
  const inUserMode = ledger.byPhase().find(({ phase }) => phase === USER_PHASE)?.clocks ?? 0;
  const { clocks: roundTrip, entries } = measured;
  return { bytes, oneWay: ledger.total().clocks - inUserMode, ledger, roundTrip, entries };
}
