/**
 * A backing store: a task that keeps blocks of a page each, and gives and takes them as strings of messages.
 *
 * It touches all its memory before it serves anybody, so that it never waits for its pager afterwards: the pager may be
 * one of its clients.
 */
import { code } from "../kernel/abi.js";
import type { ThreadId } from "../kernel/kernel.js";
import type { Received, Sending } from "./message.js";
import type { Action } from "./operations.js";
import { request, serve } from "./server.js";
import type { Code, User } from "./user.js";

export interface DiskOptions {
  /** Where its memory lies: a page for messages, one for what comes in, and then its blocks. */
  readonly memory: number;
  readonly blocks: number;
  /** ms for which it looks for a block, while others run; 0 if not given. */
  readonly seek?: number;
  /** Who is told when it is ready: its pager. */
  readonly chief?: number;
}

/** The disk's program. */
export const disk = ({ memory, blocks, seek = 0, chief }: DiskOptions): Code =>
  function* (me) {
    const { pageBytes } = me;
    const incoming = memory + pageBytes;
    const store = incoming + pageBytes;
    for (let n = 0; n < blocks + 2; n++) yield* me.store(memory + n * pageBytes, 0);
    const asked = me.message(memory, 0, 1);
    const given = me.message(memory + asked.bytes, 0, 1);
    yield* me.prepare(asked, 0, [{ room: pageBytes, to: incoming }]);
    if (chief !== undefined) yield* me.call(me.idOf(chief), { words: [request.ready, 0] });
    yield* serve(me, (its) => answer(its), { message: asked });

    function* answer({ words: [what, block] }: Received): Action<Sending> {
      const at = store + block * pageBytes;
      if (seek > 0) yield* me.sleep(seek);
      if (block >= blocks) return { words: [0, block] };
      if (what === request.writeBlock) yield* me.copy(incoming, at, pageBytes / 4);
      if (what !== request.readBlock) return { words: [what, block] };
      yield* me.prepare(given, 0, [{ bytes: pageBytes, from: at }]);
      return { words: [what, block], message: given };
    }
  };

/** How a client of a disk asks for blocks. */
export class DiskClient {
  private readonly me: User;
  private readonly disk: ThreadId;
  private readonly memory: number;

  /** `memory`: where there is room for a message. */
  constructor(me: User, task: number, memory: number) {
    this.me = me;
    this.disk = me.idOf(task);
    this.memory = memory;
  }

  /** A block is read into the page at `address`. True: it has come. */
  *read(block: number, address: number): Action<boolean> {
    const message = this.me.message(this.memory, 0, 1);
    yield* this.me.prepare(message, 0, [{ room: this.me.pageBytes, to: address }]);
    const its = yield* this.me.call(this.disk, { words: [request.readBlock, block] }, { message });
    return its.code === code.ok && its.words[0] === request.readBlock;
  }

  /** A block is written from the page at `address`. True: the disk has it. */
  *write(block: number, address: number): Action<boolean> {
    const message = this.me.message(this.memory, 0, 1);
    yield* this.me.prepare(message, 0, [{ bytes: this.me.pageBytes, from: address }]);
    const its = yield* this.me.call(this.disk, { words: [request.writeBlock, block], message });
    return its.code === code.ok && its.words[0] === request.writeBlock;
  }
}
