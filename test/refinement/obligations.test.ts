/** What the machine owes: an obligation for each step of the specification, answered where it says, and prices that are kept. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { small } from "../../impl/i486/index.js";
import { Machine } from "../../impl/kernel/index.js";
import { type Action, NIL } from "../../model/index.js";
import { Costs } from "../../refinement/costs.js";
import { correspondenceOf } from "../../refinement/machines.js";
import { obligations, SHORT, sizesFor } from "../../refinement/obligations.js";
import { nowhere } from "../../spec/ipc/repertoire.js";
import type { Activity } from "../../spec/ipc/threads.js";
import { kernel as specification } from "../../spec/kernel/index.js";

test("there is one for each rule, in the order of the rules", () => {
  expect(Object.keys(obligations)).toEqual(specification.rules.map(({ name }) => name));
});

test.each(Object.entries(obligations))("%s is answered where it says", (_, { where }) => {
  if (where === "the processor") return;
  const [file, name] = where.split(" ");
  const text = readFileSync(new URL(`../../impl/kernel/${file}`, import.meta.url), "utf8");
  expect(text).toMatch(new RegExp(`function ${name}\\(`));
});

const { initial } = correspondenceOf({ machine: "small", design: "l3", profile: "everything" }).instance;

/** After so many clocks: what is wrong with having spent them on a run of steps, from a state into itself. */
function spending(
  clocks: number,
  asked: Action,
  run: readonly Action[],
  state = initial,
): string | undefined {
  const machine = new Machine(small()).boot();
  const costs = new Costs(machine, () => 0);
  costs.begin();
  machine.cpu.spend(clocks);
  return costs.overcharged(asked, run, () => state, state);
}

const tick: Action = { rule: "tick", args: {} };
const timeout: Action = { rule: "timeout", args: { sleeper: 0 } };
const { cpu, kernel } = new Machine(small());
const sizes = sizesFor(cpu.geometry, kernel.size);
const owed = (rule: string): number => obligations[rule]?.price(sizes) ?? 0;
const price = (took: number, may: number): string => `price: it took ${took} clocks, and may take ${may}`;

test("a step may cost the prices of what it stands for, and no clock more", () => {
  const [one, both] = [owed("tick"), owed("tick") + owed("timeout")];
  expect(spending(one, tick, [tick])).toBeUndefined();
  expect(spending(one + 1, tick, [tick])).toBe(price(one + 1, one));
  expect(spending(both, tick, [tick, timeout])).toBeUndefined();
  expect(spending(both + 1, tick, [tick, timeout])).toBe(price(both + 1, both));
});

test("what is refused, or not yet done, may cost what was asked for", () => {
  const copy: Action = { rule: "copy", args: {} };
  expect(spending(owed("copy"), copy, [])).toBeUndefined();
  expect(spending(owed("copy") + 1, copy, [])).toBe(price(owed("copy") + 1, owed("copy")));
});

test("a call in registers may cost less if its partner waits", () => {
  const run: Action[] = [
    { rule: "ipc", args: { partner: 1, request: "whole call" } },
    { rule: "dispatch", args: { next: 1 } },
  ];
  const receives = { words: { ...nowhere, from: "any" } } as const;
  const calls = {
    ...initial.calls,
    receives,
    requests: { "whole call": { send: "word", receive: "words" } },
  };
  const waiting: Activity = { kind: "receiving", from: NIL, receive: "any", left: NIL };
  const busy = { ...initial, calls };
  // The caller waits too, since the state is that before and after.
  const waits = { ...busy, thread: initial.thread.map((its, t) => (t <= 1 ? waiting : its)) };
  const [call = tick] = run;
  expect(spending(SHORT + 1, call, run, busy)).toBeUndefined();
  expect(spending(SHORT, call, run, waits)).toBeUndefined();
  expect(spending(SHORT + 1, call, run, waits)).toBe(
    `price: a short call took ${SHORT + 1} clocks, and may take ${SHORT}`,
  );
});
