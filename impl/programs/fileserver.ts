/**
 * A file server that reads by mapping: a client has one page of its own as a buffer, and there the server maps one block
 * of the file after another, from its cache.
 *
 * The previous block is taken back before the next is mapped. It is taken from all who have it, so that another client may
 * find its block gone: it faults, its pager passes the fault on, and the server maps the block again.
 *
 * Source: the slides on a file server (open, read, the "demap challenge" and the file-system-aware pager).
 */
import { code } from "../kernel/abi.js";
import type { ThreadId } from "../kernel/kernel.js";
import { DiskClient } from "./disk.js";
import type { Received, Sending } from "./message.js";
import type { Action } from "./operations.js";
import { request, serve } from "./server.js";
import type { Code, User } from "./user.js";

export interface FileServerOptions {
  /** Where its memory lies: a page for messages, and then its cache. */
  readonly memory: number;
  /** Blocks that the cache has room for. */
  readonly cache: number;
  /** The task of the disk, on which file n begins at block n times this. */
  readonly disk: number;
  readonly blocksOfFile: number;
  /** The task of the pager, which may ask for the blocks of its clients. */
  readonly chief: number;
}

/** A page of the cache, and which block of the disk is in it. */
interface Buffer {
  readonly address: number;
  block: number | undefined;
}

/** What the server knows of a client: its file, and the block that is mapped to it. */
interface Opened {
  readonly file: number;
  block: number;
}

class FileServer {
  private readonly me: User;
  private readonly its: FileServerOptions;
  private readonly disk: DiskClient;
  private readonly buffers: readonly Buffer[];
  private readonly clients = new Map<ThreadId, Opened>();
  private oldest = 0;

  constructor(me: User, its: FileServerOptions) {
    this.me = me;
    this.its = its;
    this.disk = new DiskClient(me, its.disk, its.memory);
    this.buffers = Array.from({ length: its.cache }, (_, n) => ({
      address: its.memory + (n + 1) * me.pageBytes,
      block: undefined,
    }));
  }

  /** All memory is touched, so that the server never waits for its pager afterwards. */
  *begin(): Action<void> {
    yield* this.me.store(this.its.memory, 0);
    for (const { address } of this.buffers) yield* this.me.store(address, 0);
    yield* this.me.call(this.me.idOf(this.its.chief), { words: [request.ready, 0] });
  }

  /** What a client is answered: a block, or an empty message if there is none. */
  *answer({ from, words: [what, n] }: Received): Action<Sending> {
    const { blocksOfFile, chief } = this.its;
    if (what === request.open) this.clients.set(from, { file: n, block: n * blocksOfFile });
    const isAgain = what === request.again && from === this.me.idOf(chief);
    const client = this.clients.get(isAgain ? n : from);
    if (client === undefined || (what === request.moveTo && n >= blocksOfFile)) return {};
    if (what === request.moveTo) yield* this.moveTo(client, client.file * blocksOfFile + n);
    const item = yield* this.bufferOf(client.block);
    return item === undefined ? {} : { words: [what, item], item };
  }

  /** The client's current block is another one. What held the old one is taken from all who have it. */
  private *moveTo(client: Opened, block: number): Action<void> {
    const old = this.buffers.find((b) => b.block === client.block);
    client.block = block;
    if (old !== undefined) yield* this.me.unmap(old.address);
  }

  /** The buffer in which a block is; nothing if the disk has no such block. */
  private *bufferOf(block: number): Action<number | undefined> {
    const old = this.buffers.find((b) => b.block === block);
    if (old !== undefined) return old.address;
    const buffer = this.buffers.find((b) => b.block === undefined) ?? (yield* this.emptied());
    const hasCome = yield* this.disk.read(block, buffer.address);
    buffer.block = hasCome ? block : undefined;
    return hasCome ? buffer.address : undefined;
  }

  /** The buffer that was filled first, taken from all clients, and written to the disk. */
  private *emptied(): Action<Buffer> {
    const buffer = this.buffers[this.oldest] ?? { address: 0, block: undefined };
    this.oldest = (this.oldest + 1) % this.buffers.length;
    yield* this.me.unmap(buffer.address);
    if (buffer.block !== undefined) yield* this.disk.write(buffer.block, buffer.address);
    return buffer;
  }
}

/** The file server's program. */
export const fileServer = (its: FileServerOptions): Code =>
  function* (me) {
    const server = new FileServer(me, its);
    yield* server.begin();
    yield* serve(me, (asked) => server.answer(asked));
  };

/** A file that a client has opened, and the window of a page through which it sees it. */
export class OpenFile {
  private readonly me: User;
  private readonly server: ThreadId;
  readonly window: number;

  constructor(me: User, task: number, window: number) {
    this.me = me;
    this.server = me.idOf(task);
    this.window = window;
  }

  /** Open a file: its first block is in the window. True: there is such a file. */
  open(file: number): Action<boolean> {
    return this.ask(request.open, file);
  }

  /** Another block of the file is in the window. True: there is such a block. */
  moveTo(block: number): Action<boolean> {
    return this.ask(request.moveTo, block);
  }

  private *ask(what: number, n: number): Action<boolean> {
    const its = yield* this.me.call(this.server, { words: [what, n] }, { accept: this.window });
    return its.code === code.ok && its.words[0] === what;
  }
}
