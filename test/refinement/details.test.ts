/**
 * Does what a search takes for one state do the same? Runs that come to a known state by another way leave a machine with
 * other clocks, TLB, frames and ids: all that can be asked of it must lead to the states to which it leads of the one that
 * was found first.
 */
import { describe, expect, test } from "vitest";
import { type Implementation, JointRunner } from "../../check/index.js";
import { type Action, actionOf } from "../../model/index.js";
import { kernelImplementation } from "../../refinement/kernel.js";
import { type SearchName, searchedKernel, searches } from "../../refinement/searches.js";
import type { Kernel } from "../../spec/kernel/state.js";

/** Of so many states all is tried; and of every so many machines that come to a known one. */
const STATES = 200;
const EVERY = 16;
/** Where the time is among the details. */
const TIME = 4;

/** What is asked for in a search, but for interrupts after so many clocks: of these the clocks decide. */
function everyAction({ instance }: Implementation<Kernel>, search: SearchName): readonly Action[] {
  const asks: readonly string[] = searches[search].asks;
  return instance.rules
    .filter(({ rule }) => asks.includes(rule.name))
    .flatMap(({ first, variables }) => {
      const count = variables.reduce((n, { values }) => n * values.length, 1);
      return Array.from({ length: count }, (_, n) => actionOf(instance, first + n));
    });
}

/** Where each action leads from a machine, as text; `-` if it cannot be asked for. */
type Led = readonly string[];

class Twins {
  /** Where the machine led that was found first in a state. */
  private readonly led = new Map<string, Led>();
  /** Machines that came to a state that was known. */
  private readonly others: (readonly [state: string, machine: Uint32Array])[] = [];
  private readonly known = new Set<string>();
  /** The first machines, one for each state; it grows while all of them are tried. */
  private readonly queue: (readonly [state: string, machine: Uint32Array])[] = [];
  private readonly runner: JointRunner<Kernel>;
  private readonly implementation: Implementation<Kernel>;
  private readonly actions: readonly Action[];
  private arrivals = 0;

  constructor(implementation: Implementation<Kernel>, search: SearchName) {
    this.implementation = implementation;
    this.runner = new JointRunner(implementation);
    this.actions = everyAction(implementation, search);
    implementation.start();
    this.runner.begin();
    this.arrived(this.state());
  }

  private state(): string {
    return `${this.runner.reached.join()}|${this.implementation.detail().join()}`;
  }

  private arrived(state: string): void {
    const isNew = !this.known.has(state);
    this.known.add(state);
    if (isNew) this.queue.push([state, this.implementation.save()]);
    else if (this.arrivals++ % EVERY === 0) this.others.push([state, this.implementation.save()]);
  }

  /** Where all leads from a machine. */
  private lead(machine: Uint32Array, seen: (state: string) => void = () => {}): Led {
    const { implementation, runner } = this;
    implementation.load(machine);
    runner.begin();
    return this.actions.map((action) => {
      if (runner.step(action, 0) === undefined) return "-";
      const state = this.state();
      seen(state);
      implementation.load(machine);
      return state;
    });
  }

  /** How many machines were compared with the first in their state, and how many of them lead elsewhere. */
  compared(): { readonly compared: number; readonly odd: number } {
    for (const [state, machine] of this.queue) {
      if (this.led.size === STATES) break;
      this.led.set(
        state,
        this.lead(machine, (next) => this.arrived(next)),
      );
    }
    const twins = this.others.filter(([state]) => this.led.has(state));
    const odd = twins.filter(([state, machine]) => this.lead(machine).join() !== this.led.get(state)?.join());
    return { compared: twins.length, odd: odd.length };
  }
}

const kernel = (search: SearchName) => kernelImplementation(searchedKernel({ design: "l3", search }));

describe("states of the machine with the same details", () => {
  test.each(["memory", "messages", "timeouts", "windows", "everything"] as const)(
    "do the same: %s",
    (search) => {
      const { compared, odd } = new Twins(kernel(search), search).compared();
      expect(compared).toBeGreaterThan(30);
      expect(odd).toBe(0);
    },
  );

  test("do not, if the details do not tell what time it is", () => {
    const its = kernel("timeouts");
    const detail = (): readonly number[] => its.detail().toSpliced(TIME, 1);
    const { odd } = new Twins({ ...its, detail }, "timeouts").compared();
    expect(odd).toBeGreaterThan(0);
  });
});
