/**
 * A counter in two representations: a number, and a row of decimal digits that stands for it.
 *
 * The textbook example of a simulation. Everything can be worked out by hand: two digits have 100 values and twice as
 * many states, for a lamp is on or off; and every way to get the digits wrong is a switch.
 */
import {
  action,
  array,
  boolean,
  constant,
  int,
  type Model,
  over,
  record,
  type ScopeOf,
  type Simulation,
  transient,
  type Value,
} from "../../model/index.js";

const source = "ours";

// --------------------------------------------------------------------------------------------------- the abstract

const numberScope = { most: int(1, 999) };
type NumberScope = ScopeOf<typeof numberScope>;
const numberState = ({ most }: NumberScope) =>
  record({
    most: constant<number>(most),
    count: int(0, most),
    /** What the last step told: is the number odd now? */
    odd: transient(boolean, false),
  });
type Number = Value<ReturnType<typeof numberState>>;
const above = over(numberState);

const add = above.rule(
  "add",
  { by: () => int(1, 1) },
  {
    says: "the number grows by {by}",
    source,
    requires: { room: (s, { by }) => s.count + by <= s.most },
    effect(s, { by }) {
      s.count += by;
      s.odd = s.count % 2 === 1;
    },
  },
);

const reset = above.rule(
  "reset",
  {},
  {
    says: "the number becomes 0",
    source,
    requires: { "not-zero": (s) => s.count !== 0 },
    effect(s) {
      s.count = 0;
    },
  },
);

export const number: Model<Number> = {
  name: "number",
  says: "A number that grows and is reset.",
  scope: numberScope,
  scopes: { quick: { most: 99 }, full: { most: 99 } },
  state: numberState,
  initial: ({ most }: NumberScope) => ({ most, count: 0, odd: false }),
  rules: [add, reset],
  properties: [],
};

// --------------------------------------------------------------------------------------------------- the concrete

const digitsScope = { digits: int(1, 3) };
type DigitsScope = ScopeOf<typeof digitsScope>;
const digitsState = ({ digits }: DigitsScope) =>
  record({
    /** The digits, the ones first. */
    digit: array(digits, int(0, 9)),
    /** A lamp, which stands for nothing. */
    lamp: boolean,
    odd: transient(boolean, false),
  });
type Digits = Value<ReturnType<typeof digitsState>>;
const below = over(digitsState);

/** What may be wrong with the digits, or with what they are said to stand for. */
export interface Flaw {
  /** The ones do not carry. */
  readonly carries?: false;
  /** At 99 the row goes on with 00. */
  readonly wraps?: true;
  /** The lamp's switch turns the ones too. */
  readonly shorted?: true;
  readonly start?: number;
  /** The row says it is odd when it is even. */
  readonly lies?: true;
  readonly simulation?: Partial<Simulation<Digits, Number>>;
}

const numberOf = (digit: readonly number[]): number => digit.reduceRight((n, d) => 10 * n + d, 0);

function tick(digit: number[], carries: boolean): void {
  for (let i = 0; i < digit.length; i++) {
    digit[i] = ((digit[i] ?? 0) + 1) % 10;
    if (digit[i] !== 0 || !carries) return;
  }
}

const addOne = action(add, { by: 1 });

/** A row of digits that stands for a number, with a flaw if one is asked for. */
export function digits(flaw: Flaw = {}): Model<Digits> {
  const { carries = true, wraps = false, shorted = false, start = 0, lies = false } = flaw;
  /** So many ticks in one step. */
  const ticks = (name: string, n: number) =>
    below.rule(
      name,
      {},
      {
        says: "the row counts on",
        source,
        requires: { room: (s) => wraps || numberOf(s.digit) + n <= 10 ** s.digit.length - 1 },
        effect(s) {
          for (let i = 0; i < n; i++) tick(s.digit, carries);
          s.odd = (numberOf(s.digit) % 2 === 1) !== lies;
        },
      },
    );
  const [once, twice, thrice] = [ticks("once", 1), ticks("twice", 2), ticks("thrice", 3)];
  const clear = below.rule(
    "clear",
    {},
    {
      says: "all digits become 0",
      source,
      requires: { "not-zero": (s) => s.digit.some((d) => d !== 0) },
      effect(s) {
        s.digit = s.digit.map(() => 0);
      },
    },
  );
  const blink = below.rule(
    "blink",
    {},
    {
      says: "the lamp is switched",
      source,
      requires: { always: () => true },
      effect(s) {
        s.lamp = !s.lamp;
        if (shorted && s.lamp) s.digit[0] = (numberOf(s.digit.slice(0, 1)) + 1) % 10;
      },
    },
  );
  const ofNumber: Simulation<Digits, Number> = {
    onto: number,
    says: "the row of digits is the number written in the decimal system",
    source,
    scope: ({ digits }: DigitsScope) => ({ most: 10 ** digits - 1 }),
    of: ({ digit, odd }) => ({ most: 10 ** digit.length - 1, count: numberOf(digit), odd }),
    steps: [
      below.stands([once], () => [addOne]),
      below.stands([twice], () => [addOne, addOne]),
      below.stands([thrice], () => [addOne, addOne, addOne]),
      below.stands([clear], () => [action(reset, {})]),
    ],
    ...flaw.simulation,
  };
  return {
    name: "digits",
    says: "A row of decimal digits, and a lamp.",
    scope: digitsScope,
    scopes: { quick: { digits: 2 }, full: { digits: 2 } },
    state: digitsState,
    initial: ({ digits }: DigitsScope) => ({
      digit: Array.from({ length: digits }, (_, i) => Math.floor(start / 10 ** i) % 10),
      lamp: false,
      odd: false,
    }),
    rules: [once, twice, thrice, clear, blink],
    properties: [],
    simulations: { number: ofNumber },
  };
}
