/** Two tasks of sigma0's clan that have something to say to each other. */
import { IPC } from "../../../impl/kernel/abi.js";
import type { Size } from "../../../impl/kernel/design.js";
import type { ThreadId } from "../../../impl/kernel/kernel.js";
import type { Place } from "./scene.js";
import { type Call, type Shape, Story } from "./story.js";

/** What of a message is there: everything; or not the page of the sender, or of the receiver, where its string is. */
export type Missing = "nothing" | "sender" | "receiver";

/** Each of them has page 1. */
export class Couple extends Story {
  readonly a: ThreadId;
  readonly b: ThreadId;
  /** A message whose string begins on page 2, where nothing is. */
  readonly edge: number;

  constructor(place: Omit<Place, "title">, changes: Partial<Size> = {}) {
    super(place, changes);
    this.a = this.task(1);
    this.b = this.task(2);
    this.edge = 2 * this.page - this.direct(0);
    this.give(this.sigma0, this.a, this.page, this.page);
    this.give(this.sigma0, this.b, 2 * this.page, this.page);
  }

  /** b waits for a message of a that has four words; a sends it, and waits for an answer. */
  transfer(missing: Missing, sends: Call = {}, waits: Call = {}): void {
    const { a, b, page, edge } = this;
    const [message, room] = [missing === "sender" ? edge : page, missing === "receiver" ? edge : page];
    this.prepare(a, message, { room: [4, 0], sent: [4, 0] });
    this.prepare(b, room, { room: [4, 0] });
    this.receive(b, a, { room, ...waits });
    this.begin(a, IPC, this.registers(b, true, "same", { message, ...sends }));
  }

  /** What the sender and the receiver are told. */
  get codes(): readonly unknown[] {
    return [this.code(this.a), this.code(this.b)];
  }
}

/** They have pages 2 and 3 too, so that buffers can lie over two pages. */
export class Pages extends Couple {
  /** A message with room for one string whose direct string begins with page 2. */
  readonly at = 2 * this.page - this.direct(0, 1);

  constructor(place: Omit<Place, "title">, changes: Partial<Size> = {}) {
    super(place, changes);
    let frame = 4;
    for (const id of [this.a, this.b])
      for (const page of [2, 3]) this.give(this.sigma0, id, frame++ * this.page, page * this.page);
  }

  /** a sends a message to b, which waits for it. */
  copy(sent: Shape, room: Shape): void {
    this.prepare(this.a, this.at, sent);
    this.prepare(this.b, this.at, room);
    this.receive(this.b, this.a, { room: this.at });
    this.begin(this.a, IPC, this.registers(this.b, true, undefined, { message: this.at }));
  }
}

/** So many words, each another. */
export const text = (count: number, start = 100): number[] =>
  Array.from({ length: count }, (_, n) => start + n);
