/** The theory of ipc: what it proves, that it is about the model, and that it can fail. */
import { describe, expect, test } from "vitest";
import { agree } from "../../check/prove/agreement.js";
import { Comparison } from "../../check/prove/comparison.js";
import { differ, forAll, implies, no, type Theory } from "../../check/prove/index.js";
import { judging } from "../../check/prove/proof.js";
import { ipcTheory } from "../../proofs/ipc/index.js";
import { end, now, only, updates } from "../../proofs/ipc/view.js";
import { before, is, peer, queued, thread } from "../../proofs/ipc/words.js";
import { repertoires } from "../../spec/ipc/repertoires.js";
import type { Ipc } from "../../spec/ipc/state.js";
import { judged, solving } from "./solving.js";

const solver = solving();
const [small = {}, three = {}] = ipcTheory.scopes;

const withRule = (name: string, changed: Partial<Theory<Ipc>["rules"][number]>): Theory<Ipc> => ({
  ...ipcTheory,
  rules: ipcTheory.rules.map((rule) => (rule.name === name ? { ...rule, ...changed } : rule)),
});

describe("what is proved", () => {
  test("who waits for whom, in which order, and whose wait has an end; and the model says the same", async () => {
    const steps = judging(solver(), ipcTheory, { scopes: [small], guards: false });
    let next = await steps.next();
    while (!next.done) next = await steps.next();
    const { verdict, disputes, standings, agreements } = next.value;
    expect([verdict, disputes]).toEqual(["holds", []]);
    expect(standings.filter((one) => one.isProperty).map(({ id, verdict: its }) => `${id} ${its}`)).toEqual(
      ["RENDEZVOUS", "QUEUE", "NOGHOST", "PAIR", "POLL", "FOREVER", "PAGING"].map((id) => `IPC-${id} proved`),
    );
    const [{ states, views } = { states: 0, views: 0 }] = agreements;
    expect(views).toBeGreaterThan(states / 2);
    expect(views).toBeLessThan(states);
  });

  test("what is presumed of requests is so of every repertoire", () => {
    for (const calls of Object.keys(repertoires)) {
      const its = new Comparison(ipcTheory, { ...small, calls });
      const cells = new Uint8Array(its.reader.layout.cells);
      its.reader.read(its.instance.initial, cells, 0);
      expect([calls, its.isLawful(cells, 0)]).toEqual([calls, true]);
    }
  });
});

describe("what is not proved", () => {
  test("that a rule is never taken: what is assumed of the state before it can be so", async () => {
    const never = { id: "NEVER", says: "no step is taken", formula: () => no };
    const steps = [{ ...never, on: ipcTheory.rules.map(({ name }) => name) }];
    const found = await judged(solver(), { ...ipcTheory, steps }, "NEVER");
    expect(found.map(({ verdict }) => verdict)).toEqual(ipcTheory.rules.map(() => "refuted"));
  });

  test("that two threads never wait to send to the same thread", async () => {
    const formula = forAll({ t: thread, u: thread }, ({ t, u }) =>
      implies(is.sending(t), implies(differ(t, u), implies(is.sending(u), differ(peer(t), peer(u))))),
    );
    const alone = { id: "ALONE", says: "nobody waits beside another", formula };
    const found = await judged(
      solver(),
      { ...ipcTheory, invariants: [...ipcTheory.invariants, alone] },
      "ALONE",
    );
    expect(found.filter(({ verdict }) => verdict === "refuted").map(({ rule }) => rule)).toEqual([
      "ipc",
      "fault",
    ]);
  });

  test("the order of a queue, where who comes stands before the others", async () => {
    const first = ipcTheory.rules.map((rule) => ({
      ...rule,
      updates: rule.updates.filter(({ symbol }) => symbol !== before.declared),
    }));
    const found = await judged(solver(), { ...ipcTheory, rules: first }, "WAIT-ORDER");
    expect(found.filter(({ verdict }) => verdict === "refuted").map(({ rule }) => rule)).toContain("ipc");
  });
});

describe("that it is about ipc", () => {
  test("an exRegs that forgets the partner of a transfer is told", () => {
    const target = { kind: "variable", sort: thread, variable: { name: "target", sort: thread } } as const;
    const forgetful = withRule("exRegs", { updates: updates(end(now, only(target))) });
    expect(agree(forgetful, three).differences[0]).toMatch(
      /^exRegs\(\d, \d\): (ready|giving|taking)\(\d\) is \d in the model, not as the theory says$/,
    );
  });

  test("a queue that a timeout does not leave is told", () => {
    const [timeout] = ipcTheory.rules.filter(({ name }) => name === "timeout");
    const left = timeout?.updates.filter(({ symbol }) => symbol !== queued.declared) ?? [];
    expect(agree(withRule("timeout", { updates: left }), small).differences[0]).toMatch(
      /^timeout\(\d\) changes queued, and the theory has no update of it$/,
    );
  });

  test("two states that are read alike are told, unless the theory says that it is a view", () => {
    const { view: _, ...whole } = ipcTheory;
    expect(agree(whole, small).differences[0]).toContain("two states are read alike");
  });
});
