/** Messages in memory: what is copied, through the window or not. */
import { describe, expect, test } from "vitest";
import { code, IN_SEND_PHASE } from "../../../impl/kernel/abi.js";
import { Couple, Pages, text } from "./couple.js";
import { everyPlace } from "./scene.js";

describe.each(everyPlace)("messages on $title", (place) => {
  const words = place.g.pageBytes / 4;

  test("a direct string over two pages", () => {
    const s = new Pages(place);
    const count = words + 3;
    s.write(s.a, 2 * s.page, text(count));
    s.copy({ room: [count, 1], sent: [count, 0] }, { room: [count, 1] });
    expect(s.codes).toEqual([code.ok, code.ok]);
    expect(s.read(s.b, 2 * s.page, count + 1)).toEqual([...text(count), 0]);
  });

  test("no more is sent than the message has room for, whatever it says", () => {
    const s = new Pages(place);
    s.write(s.a, 2 * s.page, text(4));
    s.copy({ room: [2, 1], sent: [4, 31] }, { room: [4, 1] });
    expect(s.codes).toEqual([code.ok, code.ok]);
    expect(s.read(s.b, 2 * s.page, 4)).toEqual([100, 101, 0, 0]);
  });

  test("a string is gathered here and scattered there; addresses are those of words", () => {
    const s = new Pages(place);
    const [from, to] = [3 * s.page - 8, 2 * s.page + 20];
    s.write(s.a, 2 * s.page, [7]);
    s.write(s.a, from, text(5));
    s.copy(
      { room: [1, 1], sent: [1, 1], strings: [[22, from + 3, 0, 0]] },
      { room: [2, 1], strings: [[0, 0, 24, to + 1]] },
    );
    expect(s.codes).toEqual([code.ok, code.ok]);
    expect([s.read(s.b, 2 * s.page, 2), s.read(s.b, to, 6)]).toEqual([
      [7, 0],
      [...text(5), 0],
    ]);
  });

  test("the receiver comes second", () => {
    const s = new Pages(place);
    s.write(s.a, 2 * s.page, text(6));
    s.prepare(s.a, s.at, { room: [6, 1], sent: [6, 0] });
    s.prepare(s.b, s.at, { room: [6, 1] });
    s.send(s.a, s.b, { message: s.at });
    expect(s.wait(s.b, { room: s.at })?.slice(0, 2)).toEqual([code.ok, s.a]);
    expect(s.read(s.b, 2 * s.page, 6)).toEqual(text(6));
    expect(s.code(s.a)).toBe(code.ok);
  });

  test("in one space, from thread to thread", () => {
    const s = new Pages(place);
    const c = s.thread(s.a, 1, 1);
    s.write(s.a, 2 * s.page, text(5));
    s.prepare(s.a, s.at, { room: [5, 1], sent: [5, 0] });
    s.prepare(s.a, s.page, { room: [0, 1], strings: [[0, 0, 20, 3 * s.page]] });
    s.receive(c, s.a, { room: s.page });
    expect(s.send(s.a, c, { message: s.at })?.[0], "strings are apart").toBe(code.cut + IN_SEND_PHASE);
    s.prepare(s.a, 3 * s.page - s.direct(0, 1) + 8, { room: [5, 1] });
    s.receive(c, s.a, { room: 3 * s.page - s.direct(0, 1) + 8 });
    expect(s.send(s.a, c, { message: s.at })?.[0]).toBe(code.ok);
    expect([s.code(c), s.read(c, 3 * s.page + 8, 5)]).toEqual([code.ok, text(5)]);
  });

  test("a buffer that straddles two regions, and strings in two others", () => {
    const s = new Couple(place);
    const last = s.region - s.page;
    s.give(s.sigma0, s.a, 3 * s.page, last);
    s.give(s.sigma0, s.a, 4 * s.page, s.region);
    s.give(s.sigma0, s.b, 5 * s.page, last);
    s.give(s.sigma0, s.b, 6 * s.page, s.region);
    const [source, target] = [s.region - 12, s.region - 8];
    s.write(s.a, source, text(6));
    s.prepare(s.a, s.page, { room: [1, 1], sent: [1, 1], strings: [[24, source, 0, 0]] });
    s.write(s.a, s.direct(s.page, 1), [9]);
    s.prepare(s.b, s.page, { room: [1, 1], strings: [[0, 0, 24, target]] });
    s.receive(s.b, s.a, { room: s.page });
    s.send(s.a, s.b, { message: s.page });
    expect(s.codes).toEqual([code.ok, code.ok]);
    expect([s.read(s.b, s.direct(s.page, 1), 1), s.read(s.b, target, 6)]).toEqual([[9], text(6)]);
  });

  test("a string in another region than the direct one: the window goes with it", () => {
    const s = new Couple(place);
    s.give(s.sigma0, s.b, 3 * s.page, s.region);
    s.prepare(s.a, s.page, { room: [1, 1], sent: [1, 1], strings: [[4, s.direct(s.page, 1), 0, 0]] });
    s.write(s.a, s.direct(s.page, 1), [9]);
    s.prepare(s.b, s.page, { room: [1, 1], strings: [[0, 0, 4, s.region + 8]] });
    s.receive(s.b, s.a, { room: s.page });
    s.send(s.a, s.b, { message: s.page });
    expect(s.codes).toEqual([code.ok, code.ok]);
    expect([s.read(s.b, s.direct(s.page, 1), 1), s.read(s.b, s.region + 8, 1)]).toEqual([[9], [9]]);
  });

  test("a string ends where user space ends, and a descriptor beyond is 0", () => {
    const s = new Couple(place);
    const last = s.k.at.userEnd - s.page;
    s.give(s.sigma0, s.a, 3 * s.page, last);
    s.give(s.sigma0, s.b, 4 * s.page, last);
    s.write(s.a, last, text(words));
    const end = s.k.at.userEnd - 8;
    s.prepare(s.a, s.page, { room: [0, 1], sent: [0, 1], strings: [[0xffff_ffff, end, 0, 0]] });
    s.prepare(s.b, s.page, { room: [0, 1], strings: [[0, 0, 0xffff_ffff, last]] });
    s.receive(s.b, s.a, { room: s.page });
    s.send(s.a, s.b, { message: s.page });
    expect([s.codes, s.read(s.b, last, 3)]).toEqual([
      [code.ok, code.ok],
      [...text(2, 98 + words), 0],
    ]);
    for (const beyond of [s.k.at.userEnd, 0xffff_fffc, 0xffff_fff0]) {
      s.receive(s.b, s.a, { room: beyond });
      expect(s.send(s.a, s.b, { message: beyond, words: [1, 2] })?.[0]).toBe(code.ok);
      expect(s.code(s.b)).toBe(code.ok);
    }
  });
});
