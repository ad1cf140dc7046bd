/**
 * An external pager: a task that has pages from sigma0, and maps them where the tasks that it has created fault. The kernel
 * sends it a page fault as a message of the thread that faults, and takes its answer in that thread's name.
 *
 * It is aware of file systems, if it is told of one: a fault in the region where clients have blocks of files is passed on
 * to the file server, and the block that comes is granted to the client.  [slides: user-level pagers, file server]
 */
import { code, GRANT } from "../kernel/abi.js";
import type { ThreadId } from "../kernel/kernel.js";
import type { Received, Sending } from "./message.js";
import type { Action } from "./operations.js";
import { type Child, isFault, request, serve } from "./server.js";
import { pageFromSigma0 } from "./sigma0.js";
import type { Code, User } from "./user.js";

/** Where clients have blocks of files, and the task that maps them there. */
export interface FileRegion {
  readonly from: number;
  readonly to: number;
  readonly server: number;
}

export interface PagerOptions {
  readonly children: readonly Child[];
  /** Where the pager sees its clients' pages: this page and those after it. The page before it is used too. */
  readonly pool: number;
  readonly files?: FileRegion;
}

/** A page of a client: the id of the first thread of its task, and the page's address there. */
export type ClientPage = string;

/** The page that a client's fault is about. */
export const clientPage = (me: User, { from, words }: Received): ClientPage =>
  `${me.threadOf(from, 0)}:${me.pageOf(words[0])}`;

/** What a pager remembers. */
interface Memory {
  /** Where it sees its clients' pages. */
  readonly pages: Map<ClientPage, number>;
  /** Where it will see the next one. */
  free: number;
  /** Those who have said that they have all memory that they need. */
  readonly ready: Set<ThreadId>;
}

/** The pager's program. It creates its children one after another, and waits for those that pin their memory. */
export const pager = (options: PagerOptions): Code =>
  function* (me) {
    const memory: Memory = { pages: new Map(), free: options.pool, ready: new Set() };
    const answering = (its: Received) => answer(me, options, memory, its);
    for (const { task, code, argument, pinsMemory = false } of options.children) {
      const id = yield* me.spawn(task, code, argument);
      if (pinsMemory) yield* serve(me, answering, {}, () => memory.ready.has(id));
    }
    yield* serve(me, answering);
  };

function* answer(
  me: User,
  { files, pool }: PagerOptions,
  memory: Memory,
  its: Received,
): Action<Sending | undefined> {
  const [word] = its.words;
  if (!isFault(its)) {
    if (word === request.ready) memory.ready.add(its.from);
    return {};
  }
  if (files === undefined || word < files.from || word >= files.to) return yield* ownPage(me, memory, its);
  return yield* blockAgain(me, files, pool - me.pageBytes, its.from);
}

/** The page of a client, which is asked of sigma0 the first time. Nothing: there is none left, and the client waits. */
function* ownPage(me: User, memory: Memory, its: Received): Action<Sending | undefined> {
  const page = clientPage(me, its);
  const old = memory.pages.get(page);
  if (old !== undefined) return { item: old };
  const address = memory.free;
  if (!(yield* pageFromSigma0(me, address))) return undefined;
  memory.pages.set(page, address);
  memory.free += me.pageBytes;
  return { item: address };
}

/**
 * The block that a client had, until it was taken from all: the file server is asked for it, for the client. Nothing: the
 * client has opened no file, and waits.
 */
function* blockAgain(
  me: User,
  files: FileRegion,
  window: number,
  client: ThreadId,
): Action<Sending | undefined> {
  const words = [request.again, client] as const;
  const its = yield* me.call(me.idOf(files.server), { words }, { accept: window });
  const hasCome = its.code === code.ok && its.words[0] === request.again;
  return hasCome ? { item: (window | GRANT) >>> 0 } : undefined;
}
