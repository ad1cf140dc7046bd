/** Long messages between buffers that are not there yet: pagers are asked in the middle of the copy. */
import { describe, expect, test } from "vitest";
import { type Geometry, i486, small } from "../../../impl/i486/index.js";
import { code, IN_SEND_PHASE, type Timeouts } from "../../../impl/kernel/abi.js";
import { type Design, l3, variants } from "../../../impl/kernel/design.js";
import type { User } from "../../../impl/programs/user.js";
import { FIRST, SECOND, underPager } from "./worlds.js";

const designs = [{ without: "nothing", design: l3 }, ...variants];

interface Sent {
  readonly codes: readonly number[];
  /** Words that have not arrived as they were sent. */
  readonly bad: number;
}

/** A string of so many pages, but for two words, is sent to another task. All pages of both buffers have been given up. */
function send(g: Geometry, pages: number, design: Design, allows: Timeouts = {}, takes: Timeouts = {}): Sent {
  const words = (pages * g.pageBytes) / 4 - 2;
  const at = g.codeInMemory ? 0x100_0000 : 16 * g.pageBytes;
  const codes: number[] = [];
  let bad = 0;
  let hasEnded = false;

  /** The message lies at `at`, and the string after it: so it ends in a page more. */
  function* prepared(me: User, fill: (n: number) => number) {
    const message = me.message(at, 0, 1);
    const place = at + message.bytes;
    for (let n = 0; n < words; n++) yield* me.store(place + 4 * n, fill(n));
    yield* me.prepare(message, 0, [{ bytes: 4 * words, from: place, room: 4 * words, to: place }]);
    for (let n = 0; n <= pages; n++) yield* me.unmap(at + n * me.pageBytes, true);
    return { message, place };
  }
  function* sender(me: User) {
    const { message } = yield* prepared(me, (n) => 7 * n + 1);
    codes.push((yield* me.send(me.idOf(FIRST), { words: [1, 2], message }, allows)).code);
  }
  function* receiver(me: User) {
    const { message, place } = yield* prepared(me, () => 0);
    codes.push((yield* me.wait({ message }, takes)).code);
    for (let n = 0; n < words; n++) if ((yield* me.load(place + 4 * n)) !== 7 * n + 1) bad++;
    hasEnded = true;
  }
  const children = [
    { task: FIRST, code: receiver },
    { task: SECOND, code: sender },
  ];
  const world = underPager(children, g, design);
  world.startTimer();
  world.run(() => hasEnded && codes.length === 2, 50e6);
  return { codes: codes.map((it) => it & ~IN_SEND_PHASE), bad };
}

describe.each([i486(2 ** 22), small()])("on $name", (g) => {
  test.each(designs)("both sides fault, and the message arrives (without $without)", ({ design }) => {
    const { codes, bad } = send(g, g.codeInMemory ? 8 : 1, design);
    expect([codes, bad]).toEqual([[code.ok, code.ok], 0]);
  });

  test("a sender that allows no time for the receiver's pager is told so, and the receiver too", () => {
    const { codes } = send(g, 1, l3, { sendPageFault: 0 });
    expect(codes).toEqual([code.sendPageFaultTimeout, code.sendPageFaultTimeout]);
  });

  test("and a receiver that allows none for the sender's", () => {
    const { codes } = send(g, 1, l3, {}, { receivePageFault: 0 });
    expect(codes).toEqual([code.receivePageFaultTimeout, code.receivePageFaultTimeout]);
  });
});
