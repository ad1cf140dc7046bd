/** A string is no longer than a region: so it fits in the window, wherever it begins. */
import { describe, expect, test } from "vitest";
import { IPC } from "../../../impl/kernel/abi.js";
import type { ThreadId } from "../../../impl/kernel/kernel.js";
import { roomPart, sentPart, WORDS } from "../../../impl/kernel/parts.js";
import { Pages } from "./couple.js";
import { places } from "./scene.js";

/** Two threads with pages, of whom one has strings of so many bytes. */
class Strings extends Pages {
  /** The words of the first string of what a thread sends that nobody takes yet. */
  sent(id: ThreadId, bytes: number): number {
    this.prepare(id, this.at, { room: [0, 1], sent: [0, 1], strings: [[bytes, 2 * this.page, 0, 0]] });
    this.begin(id, IPC, this.registers(this.b, true, undefined, { message: this.at }));
    return this.word(id, sentPart(this.k, 0, 1) + WORDS);
  }

  /** The words of the first string of its buffer. */
  room(id: ThreadId, bytes: number): number {
    this.prepare(id, this.at, { room: [0, 1], strings: [[0, 0, bytes, 2 * this.page]] });
    this.receive(id, this.b, { room: this.at });
    return this.word(id, roomPart(this.k, 0, 1) + WORDS);
  }
}

describe.each(places)("strings and regions on $title", (place) => {
  test.each([
    ["a string of a region stays as it is", 0, 0],
    ["a word more is left out", 4, 0],
    ["a string of almost two regions is one region long", -48, 1],
  ])("%s", (_, more, regions) => {
    const its = new Strings(place);
    const bytes = (1 + regions) * its.region + more;
    expect(its.sent(its.a, bytes)).toBe(its.region / 4);
    expect(new Strings(place).room(its.a, bytes)).toBe(its.region / 4);
  });

  test("a string that is shorter by a word is as long as it is said to be", () => {
    const its = new Strings(place);
    expect(its.sent(its.a, its.region - 4)).toBe(its.region / 4 - 1);
    expect(new Strings(place).room(its.a, its.region - 4)).toBe(its.region / 4 - 1);
  });
});
