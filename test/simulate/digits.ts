/** A machine that is a number in two digits, a word of memory each; and what may be wrong with it. */
import type { Implementation } from "../../check/index.js";
import { instantiate } from "../../model/index.js";
import { number } from "../toys/counters.js";

const instance = instantiate(number, { most: 99 });
type Number = typeof instance.initial;

/** What may be wrong with the machine. */
export interface Flaw {
  readonly noCarry?: true;
  readonly shorted?: true;
  readonly lies?: true;
  readonly forgetsInvariant?: true;
  readonly throws?: true;
  /** No flaw: the lamp is switched before a number becomes another, and is shown by as many details as the number has. */
  readonly flickers?: true;
}

const ONES = 0;
const TENS = 1;
/** A lamp that stands for nothing, and what the machine has told last. */
const LAMP = 2;
const ODD = 3;

/** The machine is four words of memory; `flash` and `add` are what can be asked of it. */
export function digits(flaw: Flaw = {}): Implementation<Number> {
  const memory = new Uint32Array(4);
  const cell = (at: number): number => memory[at] ?? 0;
  const count = (): number => 10 * cell(TENS) + cell(ONES);
  let heard: boolean | undefined;
  const add = (): void => {
    if (count() === 99) return;
    if (flaw.throws === true && count() === 3) throw new Error("four is too many");
    memory[ONES] = (cell(ONES) + 1) % 10;
    if (cell(ONES) === 0 && flaw.noCarry !== true) memory[TENS] = cell(TENS) + 1;
    if (flaw.flickers === true) memory[LAMP] = 0;
    memory[ODD] = (count() + (flaw.lies === true ? 1 : 0)) % 2;
  };
  const flash = (): void => {
    memory[LAMP] = 1 - cell(LAMP);
    if (flaw.shorted === true) memory[ONES] = 9 - cell(ONES);
  };
  return {
    name: "digits",
    instance,
    start: () => memory.fill(0),
    save: () => memory.slice(),
    load: (from) => memory.set(from),
    abs: () => ({ most: 99, count: count(), odd: false }),
    blur: () => {},
    perform(action) {
      heard = undefined;
      const flickers = flaw.flickers === true && action.rule === "add" && cell(LAMP) === 0;
      if (action.rule === "flash" || flickers) {
        flash();
        return "internal";
      }
      if (action.rule === "add") add();
      else if (action.rule === "reset") memory.fill(0);
      else return undefined;
      return action;
    },
    internal: () => undefined,
    hear: (state) => {
      heard = state.odd;
    },
    misses: () => (heard === undefined || heard === (cell(ODD) === 1) ? undefined : "odd is told wrongly"),
    detail: () =>
      flaw.flickers === true ? Array.from({ length: 1 + count() }, () => cell(LAMP)) : [cell(LAMP)],
    behind: (wrong) => [`${wrong}: ${memory.join(" ")}`],
    broken: () => (flaw.forgetsInvariant === true && count() === 12 ? "twelve is forbidden" : undefined),
  };
}
