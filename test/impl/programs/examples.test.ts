/** The examples, and that README.md shows what they print. */
import { expect, test } from "vitest";
import { addition, patience, unixRead } from "../../../impl/programs/examples.js";
import { blocksOf } from "../../docs/blocks.js";

const printed = {
  addition: addition(),
  patience: patience(),
  "unix-read": unixRead(),
};
const made = Object.fromEntries(
  Object.entries(printed).map(([name, lines]) => [name, `\`\`\`text\n${lines.join("\n")}\n\`\`\``]),
);

test("a call and its reply are two entries into the kernel, and a page fault costs two more", () => {
  expect(printed.addition[0]).toMatch(/^a page: /);
  expect(printed.addition[1]).toMatch(/^20 \+ 22 = 42: 2 entries into the kernel, \d+ clocks$/);
});

test("who waits 50 ms for a server that does not listen, and sleeps 100 ms, wakes not before", () => {
  const [gaveUp = 0, awake = 0] = printed.patience.map((line) => Number(/([\d.]+) ms/.exec(line)?.[1]));
  expect(gaveUp).toBeGreaterThanOrEqual(50);
  expect(gaveUp).toBeLessThan(60);
  expect(awake - gaveUp).toBeGreaterThanOrEqual(100);
  expect(awake - gaveUp).toBeLessThan(110);
});

test.each(Object.entries(made))("README.md shows what %s prints", (name, block) => {
  expect(blocksOf("README.md", made)[name]).toBe(block);
});
