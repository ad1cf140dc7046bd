/** Strings longer than a page: each unit of a message has its page, and a copy that faults asks for that page. */
import { describe, expect, test } from "vitest";
import { type Action, enabled, id, instantiate, type Scope, step } from "../../model/index.js";
import { ipc } from "../../spec/ipc/index.js";
import { missingFor, pageOf, receiveIn, unitPage } from "../../spec/ipc/observers.js";
import type { Ipc } from "../../spec/ipc/state.js";
import { originOf } from "../../spec/sigma/index.js";

const scope: Scope = { ...ipc.scopes.full, pages: 2, regions: 2, calls: "many" };
const [pager, giver, taker] = [id<"thread">(0), id<"thread">(1), id<"thread">(2)];

/** The state after these requests, each of which is taken. */
function run(actions: readonly Action[], from?: Ipc, at = scope): Ipc {
  const instance = instantiate(ipc, at);
  return actions.reduce((state, action) => {
    const outcome = step(instance, state, action);
    if (!outcome.ok) throw new Error(`${action.rule} is refused: ${outcome.refusal}`);
    return outcome.state;
  }, from ?? instance.initial);
}

const act = (rule: string, args: Action["args"]): Action => ({ rule, args });
const call = (by: number, partner: number, request: string) => act("ipc", { by, partner, request });
const wait = (by: number, request: string) => act("wait", { by, request });
const copy = act("copy", { giver });

/** A task with a thread that runs, and with the pager's page 0 mapped at its own. */
const born = (task: number): Action[] => [
  act("createTask", { by: pager, task }),
  act("exRegs", { by: pager, target: task }),
  act("fault", { by: task, page: 0 }),
  wait(pager, "poll"),
  call(pager, task, "map in time"),
];

/** A message of two units is being copied, and both tasks have the first page only. */
const begun = [
  ...born(1),
  ...born(2),
  wait(taker, "wait for a page"),
  call(giver, taker, "call with strings"),
];

describe("a message of two units in buffers of two pages", () => {
  test("has its second unit in the second page", () => {
    const [first, second] = [run(begun), run([...begun, copy])];
    expect([unitPage(first, giver), unitPage(second, giver)]).toEqual([0, 1]);
    expect([missingFor(first, giver), missingFor(second, giver)]).toEqual([-1, giver]);
    expect([...enabled(instantiate(ipc, scope), second)].map(({ rule }) => rule)).not.toContain("copy");
  });

  test("faults there in the sender's space, then in the receiver's, and is answered there", () => {
    const answered = [act("copyFault", { giver }), wait(pager, "poll"), call(pager, giver, "map in time")];
    const told = run([...begun, copy, ...answered.slice(0, 2)]);
    expect(receiveIn(told, giver)).toBe("fault at 1");
    const once = run([...begun, copy, ...answered]);
    expect(originOf(once.sigma, pageOf(once, giver, 1))).toBe(pageOf(once, pager, 0));
    expect(missingFor(once, giver)).toBe(taker);
    const twice = run(
      [act("copyFault", { giver }), wait(pager, "poll"), call(pager, taker, "map in time")],
      once,
    );
    expect(originOf(twice.sigma, pageOf(twice, taker, 1))).toBe(pageOf(twice, pager, 0));
    expect(run([copy], twice).thread[taker]?.kind).toBe("ready");
  });

  test("lies in one page where buffers have one, or tasks have one", () => {
    for (const small of [
      { ...scope, regions: 1 },
      { ...scope, pages: 1 },
    ]) {
      const second = run([...begun, copy], undefined, small);
      expect([unitPage(second, giver), missingFor(second, giver)]).toEqual([0, -1]);
    }
  });
});

test("a copy that faults is aborted where the pager is a thread that was never started", () => {
  const [second, child] = [3, 4];
  const start = [
    act("createTask", { by: pager, task: 1 }),
    act("exRegs", { by: pager, target: second }),
    act("createTask", { by: second, task: 2 }),
    act("exRegs", { by: second, target: child }),
    wait(pager, "wait for a page"),
    call(child, pager, "call with strings"),
  ];
  const stopped = run([...start, act("copyFault", { giver: child })], undefined, { ...scope, threads: 2 });
  for (const t of [child, pager]) {
    expect(stopped.thread[t]?.kind).toBe("ready");
    expect(stopped.told[t]?.code).toBe("aborted");
  }
  expect(stopped.queue.flat()).toEqual([]);
});
