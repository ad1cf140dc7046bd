/**
 * A pager that has fewer page frames than its clients have pages: it replaces pages, and swaps them to a disk.
 *
 * A victim is first taken from its clients, and then written out. The other way round, what a client writes in between
 * would be lost: while the disk is busy, clients run.
 *
 * The processor's accessed bits are the kernel's. So a page that has been used is known by its having faulted: the clock
 * takes pages back to see who faults again.  [slides: page replacement, swapping]
 */
import { insist } from "../i486/index.js";
import { DiskClient } from "./disk.js";
import type { Received, Sending } from "./message.js";
import type { Action } from "./operations.js";
import { type ClientPage, clientPage } from "./pagers.js";
import { type Child, isFault, serve, spawnAll } from "./server.js";
import { pageFromSigma0 } from "./sigma0.js";
import type { Code, User } from "./user.js";

export interface SwappingOptions {
  readonly children: readonly Child[];
  /** Where the pager sees its frames: this page and those after it. The page before it holds messages. */
  readonly pool: number;
  readonly frames: number;
  /** Whose page goes when a frame is needed: the one that came first; or the first that has not been used lately. */
  readonly victim: "fifo" | "clock";
  /** The task of the disk. */
  readonly disk: number;
  /** As the slide has it: the victim is written out first, and then taken from its clients. */
  readonly writesFirst?: boolean;
  /** What the pager does, as it happens. */
  readonly saw?: (event: SwapEvent) => void;
}

/** A page is filled for the first time; comes back from the disk; goes there; is mapped again, having been there all along. */
export type SwapEvent = "new" | "in" | "out" | "again";

/** A frame, by its address, and whose page is in it. */
interface Frame {
  readonly address: number;
  page: ClientPage | undefined;
  wasUsed: boolean;
}

class Swapper {
  private readonly me: User;
  private readonly its: SwappingOptions;
  private readonly disk: DiskClient;
  private readonly frames: Frame[] = [];
  private hand = 0;
  /** The blocks of pages that have been written out at least once. */
  private readonly blocks = new Map<ClientPage, number>();

  constructor(me: User, its: SwappingOptions) {
    this.me = me;
    this.its = its;
    this.disk = new DiskClient(me, its.disk, its.pool - me.pageBytes);
  }

  /** The page for a fault. */
  *answer(fault: Received): Action<Sending | undefined> {
    if (!isFault(fault)) return undefined;
    const page = clientPage(this.me, fault);
    const old = this.frames.find((f) => f.page === page);
    const frame = old ?? (yield* this.freeFrame());
    if (old === undefined) yield* this.bringIn(frame, page);
    else this.saw("again");
    frame.wasUsed = true;
    return { item: frame.address };
  }

  /** A frame with nothing in it. */
  private *freeFrame(): Action<Frame> {
    const address = this.its.pool + this.frames.length * this.me.pageBytes;
    if (this.frames.length < this.its.frames && (yield* pageFromSigma0(this.me, address))) {
      const frame = { address, page: undefined, wasUsed: false };
      this.frames.push(frame);
      return frame;
    }
    const victim = yield* this.victim();
    yield* this.bringOut(victim);
    return victim;
  }

  /** The frame that the hand of the clock stops at. On its way it takes back what has been used, and gives it a chance. */
  private *victim(): Action<Frame> {
    for (;;) {
      const frame = this.frames[this.hand];
      insist(frame !== undefined, "a pager without frames");
      this.hand = (this.hand + 1) % this.frames.length;
      if (this.its.victim === "fifo" || !frame.wasUsed) return frame;
      frame.wasUsed = false;
      yield* this.me.unmap(frame.address);
    }
  }

  /** The page in a frame goes to the disk. */
  private *bringOut(frame: Frame): Action<void> {
    const { page } = frame;
    if (page === undefined) return;
    const block = this.blocks.get(page) ?? this.blocks.size;
    this.blocks.set(page, block);
    if (this.its.writesFirst !== true) yield* this.me.unmap(frame.address);
    const isWritten = yield* this.disk.write(block, frame.address);
    insist(isWritten, "the disk is full");
    if (this.its.writesFirst === true) yield* this.me.unmap(frame.address);
    frame.page = undefined;
    this.saw("out");
  }

  /** A page comes from the disk; one that never was there is all zero. */
  private *bringIn(frame: Frame, page: ClientPage): Action<void> {
    const block = this.blocks.get(page);
    if (block === undefined) yield* this.me.fill(frame.address, 0, this.me.pageBytes / 4);
    else insist(yield* this.disk.read(block, frame.address), "the disk has lost a block");
    frame.page = page;
    this.saw(block === undefined ? "new" : "in");
  }

  private saw(event: SwapEvent): void {
    this.its.saw?.(event);
  }
}

/** The swapping pager's program. */
export const swapping = (its: SwappingOptions): Code =>
  function* (me) {
    const swapper = new Swapper(me, its);
    yield* pageFromSigma0(me, its.pool - me.pageBytes);
    yield* spawnAll(me, its.children);
    yield* serve(me, (fault) => swapper.answer(fault));
  };
