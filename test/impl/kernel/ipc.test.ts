/** The rendezvous: who meets whom, in which order, and what is told; and the short path, which tells the same. */
import { describe, expect, test } from "vitest";
import { Ledger } from "../../../impl/i486/index.js";
import { code, IN_SEND_PHASE, IPC, NIL, schedule } from "../../../impl/kernel/abi.js";
import type { ThreadId } from "../../../impl/kernel/kernel.js";
import { QUEUE_FIRST, READY_NEXT, SEND_NEXT, WAKE_NEXT } from "../../../impl/kernel/tcb.js";
import { Couple } from "./couple.js";
import { everyPlace, type Place, places } from "./scene.js";
import { type Call, Story } from "./story.js";

const WORDS = [0xffff_fffe, 0x8000_0001] as const;

describe.each(everyPlace)("the rendezvous on $title", (place) => {
  /** Words come in registers, if the design has such. */
  const words = place.design.registers ? WORDS : [0, 0];

  test("the receiver comes first: the words are told as they were, with the true sender", () => {
    const s = new Couple(place);
    s.wait(s.b);
    expect(s.stateOf(s.b)).toBe("receiving");
    expect(s.send(s.a, s.b, { words: WORDS })).toEqual([code.ok, NIL, 0, 0]);
    expect(s.told(s.b)).toEqual([code.ok, s.a, ...words]);
  });

  test("the sender comes first", () => {
    const s = new Couple(place);
    expect(s.send(s.a, s.b, { words: WORDS })).toBe(undefined);
    expect(s.stateOf(s.a)).toBe("sending");
    expect(s.receive(s.b, s.a)).toEqual([code.ok, s.a, ...words]);
    expect(s.told(s.a)).toEqual([code.ok, NIL, 0, 0]);
  });

  test("senders are received from in the order in which they came", () => {
    const s = new Couple(place);
    const others = [s.a, ...[1, 2].map((n) => s.thread(s.a, 1, n)), s.sigma0];
    const c = s.thread(s.sigma0, 0, 1);
    for (const from of [3, 1, 0, 2]) s.send(others[from] ?? NIL, s.b);
    s.as(c);
    const told = others.map(() => s.wait(s.b)?.[1]);
    expect(told).toEqual([3, 1, 0, 2].map((n) => others[n]));
  });

  test("a closed receive takes its partner from the middle of the queue; the others keep their order", () => {
    const s = new Couple(place);
    const [c, d] = [s.thread(s.a, 1, 1), s.thread(s.a, 1, 2)];
    for (const from of [c, s.a, d]) s.send(from, s.b);
    expect(s.receive(s.b, s.a)?.[1]).toBe(s.a);
    expect([s.wait(s.b)?.[1], s.wait(s.b)?.[1]]).toEqual([c, d]);
  });

  test("who waits for one other is not there for third parties, nor is one who sends to another", () => {
    const s = new Couple(place);
    s.receive(s.b, s.sigma0);
    expect(s.send(s.a, s.b, { send: 0 })?.[0]).toBe(code.timeout + IN_SEND_PHASE);
    s.send(s.a, s.b);
    expect(s.receive(s.sigma0, s.a, { receive: 0 })?.[0]).toBe(code.timeout);
    expect(s.send(s.sigma0, s.b, { send: 0 })?.[0]).toBe(code.ok);
    expect(s.receive(s.b, s.a)?.[0]).toBe(code.ok);
  });

  test("there is no time between the phases of a call: an answer that does not wait cannot miss", () => {
    const s = new Couple(place);
    s.call(s.a, s.b);
    s.receive(s.b, s.a);
    expect(s.send(s.b, s.a, { send: 0, words: WORDS })?.[0]).toBe(code.ok);
    expect(s.told(s.a)).toEqual([code.ok, s.b, ...words]);
    s.wait(s.b);
    s.call(s.a, s.b);
    expect(s.send(s.b, s.a, { send: 0 })?.[0]).toBe(code.ok);
  });

  test("an answer is sent, and whoever has come in the meantime is received from at once", () => {
    const s = new Couple(place);
    const c = s.thread(s.a, 1, 1);
    s.wait(s.b);
    s.call(s.a, s.b);
    s.call(c, s.b, { words: WORDS });
    expect(s.told(s.b)?.[1]).toBe(s.a);
    expect(s.replyAndWait(s.b, s.a, { send: 0 })).toEqual([code.ok, c, ...words]);
    expect(s.code(s.a)).toBe(code.ok);
    expect(s.stateOf(c)).toBe("receiving");
  });

  test("a chain: the receive phase of one who was waited for meets the next", () => {
    const s = new Couple(place);
    s.replyAndWait(s.a, s.b);
    s.call(s.sigma0, s.a, { words: WORDS });
    expect(s.wait(s.b)?.[1]).toBe(s.a);
    expect([s.stateOf(s.a), s.stateOf(s.sigma0)]).toEqual(["ready", "receiving"]);
    expect(s.told(s.a)).toEqual([code.ok, s.sigma0, ...words]);
  });

  test("the answer goes to one who waits for an answer, not to what else it has waited for", () => {
    const s = new Couple(place);
    s.replyAndWait(s.a, s.b);
    expect(s.receive(s.b, s.a)?.[0]).toBe(code.ok);
    expect(s.send(s.sigma0, s.a, { send: 0 })?.[0]).toBe(code.ok);
    expect(s.told(s.a)?.[1]).toBe(s.sigma0);
  });

  test("both phases left out: the call is over at once", () => {
    const s = new Couple(place);
    s.as(s.a).int(IPC, s.registers(s.b, false, undefined, {}));
    expect(s.told(s.a)).toEqual([code.ok, NIL, 0, 0]);
  });

  test("whoever sleeps hears nobody", () => {
    const s = new Couple(place);
    s.sleep(s.b);
    expect(s.send(s.a, s.b, { send: 0 })?.[0]).toBe(code.timeout + IN_SEND_PHASE);
    expect(s.sleep(s.a, 0)?.[0]).toBe(code.timeout);
  });
});

// ------------------------------------------------------------------------------------------------- the short path

/** A story up to the point at which somebody makes a call that may take the short path. */
interface Scenario {
  readonly title: string;
  readonly isShort: boolean;
  /** Gives who calls whom; and what has happened before. */
  begin(s: Couple): readonly [ThreadId, ThreadId, ...unknown[]];
  readonly from?: "any" | "same";
  readonly call?: Call;
}

const to = (s: Couple, ...steps: readonly unknown[]) => [s.a, s.b, steps] as const;

const scenarios: readonly Scenario[] = [
  { title: "an open receiver", isShort: true, begin: (s) => to(s, s.wait(s.b)) },
  { title: "a receiver that waits for the caller", isShort: true, begin: (s) => to(s, s.receive(s.b, s.a)) },
  { title: "one that waits for another", isShort: false, begin: (s) => to(s, s.receive(s.b, s.sigma0)) },
  { title: "a reply, and a wait", isShort: true, from: "any", begin: (s) => to(s, s.receive(s.b, s.a)) },
  {
    title: "a reply, while the next one waits",
    isShort: false,
    from: "any",
    begin: (s) => to(s, s.receive(s.b, s.a), s.send(s.sigma0, s.a)),
  },
  {
    title: "a reply, while an interrupt is pending",
    isShort: false,
    from: "any",
    begin: (s) => to(s, s.attach(s.a, 1), s.receive(s.b, s.a), s.interrupt(1)),
  },
  { title: "nobody waits", isShort: false, begin: (s) => to(s) },
  { title: "no such thread", isShort: false, begin: (s) => [s.a, s.id(2, 1)] },
  { title: "oneself", isShort: false, begin: (s) => [s.a, s.a] },
  { title: "a sleeper", isShort: false, begin: (s) => to(s, s.sleep(s.b)) },
  { title: "a chief", isShort: true, begin: (s) => [s.a, s.sigma0, s.wait(s.sigma0)] },
  { title: "a member of the clan", isShort: true, begin: (s) => [s.sigma0, s.b, s.wait(s.b)] },
  { title: "the same task", isShort: true, begin: (s) => [s.a, s.id(1, 1), s.wait(s.thread(s.a, 1, 1))] },
  {
    title: "beyond the clan: by way of the chief",
    isShort: false,
    begin: (s) => [s.a, s.id(3), s.wait(s.task(3, s.b)), s.wait(s.b)],
  },
  {
    title: "out of the clan: by way of the chief",
    isShort: false,
    begin: (s) => [s.id(3), s.a, s.task(3, s.b), s.wait(s.a), s.wait(s.b)],
  },
  {
    title: "a receiver of lower priority",
    isShort: false,
    begin: (s) => to(s, s.wait(s.b), s.schedule(s.sigma0, s.b, schedule(0, 0))),
  },
];

/** Makes the call of a scenario, with more registers or not. What everybody does then, and is told; and what it cost. */
function play(place: Place, its: Scenario, more: Call) {
  const s = new Couple(place);
  const [me, partner] = its.begin(s);
  const ledger = new Ledger();
  s.as(me).cpu.attach(ledger);
  s.begin(me, IPC, s.registers(partner, true, its.from ?? "same", { words: WORDS, ...its.call, ...more }));
  s.cpu.attach();
  const isShort = ledger.entries.some(({ phase }) => phase === "wait in its place");
  const all = [s.sigma0, s.a, s.b, s.id(3)];
  const doing = all.map((id) => s.stateOf(id));
  return { isShort, current: s.current, doing, told: all.map((id) => s.told(id)) };
}

describe.each(places)("the short path on $title", (place) => {
  test.each(scenarios)("$title: the long path gives the same answers", (its) => {
    const quick = play(place, its, {});
    const slow = play(place, its, { receive: 60_000 });
    expect([quick.isShort, slow.isShort]).toEqual([its.isShort, false]);
    expect({ ...quick, isShort: 0 }).toEqual({ ...slow, isShort: 0 });
  });

  test("messages with an item, or in memory, or with buffers, take the long path", () => {
    const [, , , open] = scenarios;
    if (open === undefined) throw new Error("there is no such scenario");
    for (const more of [{ item: 64 }, { message: 64 }, { room: 64 }, { accept: 64 }, { receive: 0 }])
      expect(play(place, open, more).isShort).toBe(false);
  });

  test("designs that must do more have no short path", () => {
    for (const { design } of everyPlace) {
      const { directSwitch, lazyScheduling, lazyWakeups, registers } = design;
      const [first] = scenarios;
      if (first === undefined) throw new Error("there are no scenarios");
      const has = play({ ...place, design }, first, {}).isShort;
      expect(has).toBe(directSwitch && lazyScheduling && lazyWakeups && registers);
    }
  });

  test("it touches no list", () => {
    const s = new Couple(place);
    const links = () => {
      const threads = [s.sigma0, s.a, s.b].flatMap((id) =>
        [READY_NEXT, WAKE_NEXT, SEND_NEXT, QUEUE_FIRST].flatMap((at) => [s.word(id, at), s.word(id, at + 4)]),
      );
      const { ready, wake } = s.k.at;
      const heads = [ready, ready + 4, ready + 8, ready + 12, wake, wake + 4, wake + 8, wake + 12];
      return [...threads, ...heads.map((at) => s.look(at))];
    };
    s.wait(s.b, { receive: 60_000 });
    const before = links();
    for (let n = 0; n < 3; n++) {
      s.as(s.a);
      const now = links();
      s.begin(s.a, IPC, s.registers(s.b, true, "same", {}));
      s.begin(s.b, IPC, s.registers(s.a, true, "any", {}));
      expect(links()).toEqual(now);
    }
    expect(before).not.toEqual([]);
  });

  test("what a receive before had room for, a short call has not", () => {
    const s = new Couple(place);
    s.transfer("nothing");
    s.begin(s.b, IPC, s.registers(s.a, true, "any", {}));
    expect(s.told(s.a)?.[0]).toBe(code.ok);
    s.prepare(s.a, s.page, { room: [1, 0], sent: [1, 0] });
    expect(s.send(s.a, s.b, { message: s.page })?.[0]).toBe(code.cut + IN_SEND_PHASE);
  });
});

test("a story can only be told by who runs", () => {
  const [place] = places;
  if (place === undefined) throw new Error("there is no place");
  const s = new Story(place);
  s.wait(s.sigma0);
  expect(s.current).toBe(NIL);
  expect(() => s.as(s.sigma0)).toThrow("no thread runs");
});
