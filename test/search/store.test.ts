/** The store is a set of keys, numbered in the order of their first addition. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { OutOfMemory, Store } from "../../check/index.js";

const large = { maxBytes: 2 ** 30, symmetry: true };

/** Keys of `words` words, each word one of few values, so that keys recur. */
const keys = (words: number) =>
  fc.array(fc.array(fc.constantFrom(0, 1, -1, 0x7fffffff, 1 << 31), { minLength: words, maxLength: words }), {
    maxLength: 5000,
    size: "max",
  });

describe("store", () => {
  for (const words of [1, 2, 5])
    test.prop([keys(words)], { numRuns: 20 })(`agrees with a Map, ${words} words a key`, (added) => {
      const store = new Store(words, large);
      const numbers = new Map<string, number>();
      added.forEach((key, i) => {
        const isNew = !numbers.has(key.join());
        if (isNew) numbers.set(key.join(), numbers.size);
        expect(store.add(Int32Array.from(key), i - 1, i & 0xffff)).toBe(isNew);
        if (!isNew) return;
        expect(store.parents[store.count - 1]).toBe(i - 1);
        expect(store.renamings[store.count - 1]).toBe(i & 0xffff);
      });
      expect(store.count).toBe(numbers.size);
      for (const [key, number] of numbers)
        expect(store.states.slice(number * words, (number + 1) * words).join()).toBe(key);
    });

  test("keeps 100,000 keys through its growth", () => {
    const store = new Store(2, large);
    const key = (n: number) => Int32Array.of(n % 317, Math.imul(n, 0x10001));
    for (let n = 0; n < 100_000; n++) store.add(key(n), n - 1);
    const again = Array.from({ length: 100_000 }, (_, n) => store.add(key(n), 0));
    expect(store.count).toBe(100_000);
    expect(again.some((isNew) => isNew)).toBe(false);
    expect(store.parents[99_999]).toBe(99_998);
  });

  test("throws rather than pass the limit it was given", () => {
    const store = new Store(1, { maxBytes: 100_000, symmetry: false });
    const fill = () => {
      for (let n = 0; n < 100_000; n++) store.add(Int32Array.of(n), -1);
    };
    expect(fill).toThrow(OutOfMemory);
    expect(store.peakBytes).toBeLessThanOrEqual(100_000);
  });
});
