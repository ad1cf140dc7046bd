/**
 * An abstract model on numbers: each of its states that is met is kept once, and each request of a state is made once,
 * however many steps of the model below stand for it.
 */
import {
  type Action,
  compile,
  decodeRequest,
  type Executor,
  encoder,
  type Instance,
  print,
  type RuleAt,
  record,
  transients,
  type Variable,
} from "../../model/index.js";
import { isOutOfMemory, Store } from "../search/store.js";

/** What became of a request: the number of the next state, or one of these. */
export const REFUSED = -1;
export const FAILED = -2;

export class AbstractMachine<A> {
  readonly instance: Instance<A>;
  private readonly executor: Executor<A>;
  private readonly maxBytes: number;
  private states: Store;
  /** Pairs (state, request), numbered; and what became of each. */
  private asked: Store;
  private answers: Int32Array = new Int32Array(1024);
  private telling: Telling | undefined;
  /** What each answer tells, where steps of the model tell anything. */
  private tellings: Int32Array = new Int32Array(1024);
  private readonly key: Int32Array;
  private readonly pair = new Int32Array(2);
  private readonly rules: ReadonlyMap<string, Numbering>;

  /** `maxBytes` bounds what is kept; what is beyond throws OutOfMemory. */
  constructor(instance: Instance<A>, maxBytes: number) {
    this.instance = instance;
    this.maxBytes = maxBytes;
    this.executor = compile(instance);
    this.states = this.store(this.executor.words);
    this.asked = this.store(2);
    this.key = new Int32Array(this.executor.words);
    this.telling = tellingOf(instance, maxBytes);
    this.rules = new Map(instance.rules.map((at) => [at.rule.name, numbering(at)]));
  }

  private store(words: number): Store {
    return new Store(words, { maxBytes: this.maxBytes, symmetry: false });
  }

  /** Forget all states, if there are more than so many; numbers given before mean nothing then. */
  forgetBeyond(most: number): void {
    if (this.states.count + this.asked.count <= most) return;
    this.states = this.store(this.executor.words);
    this.asked = this.store(2);
    this.telling = tellingOf(this.instance, this.maxBytes);
  }

  /** How many states were met. */
  get count(): number {
    return this.states.count;
  }

  /** The number of a state. Throws DomainError when it is none. */
  numberOf(state: A): number {
    this.executor.encode(state, this.key, 0);
    this.states.add(this.key, -1);
    return this.states.last;
  }

  /** The rule of an action, with the numbers of its requests; undefined if there is no such rule. */
  ruleOf({ rule }: Action): Numbering | undefined {
    return this.rules.get(rule);
  }

  /** What becomes of a request in a state. */
  next(state: number, request: number): number {
    const { pair, asked } = this;
    pair[0] = state;
    pair[1] = request;
    if (asked.add(pair, -1)) this.answer(asked.last, this.take(state, request));
    return this.answers[asked.last] ?? FAILED;
  }

  /** Does this state tell what the answer to the last question does?  Only transient fields tell anything. */
  tellsTheSame(state: A): boolean {
    return this.telling === undefined || this.telling(state) === this.tellings[this.asked.last];
  }

  private answer(at: number, answer: number): void {
    this.answers = withRoom(this.answers, at);
    this.answers[at] = answer;
    if (this.telling === undefined || answer < 0) return;
    this.tellings = withRoom(this.tellings, at);
    this.tellings[at] = this.telling(this.executor.after.state);
  }

  private take(state: number, request: number): number {
    const { executor, states } = this;
    const { rule, picks } = decodeRequest(this.instance, request);
    try {
      executor.after.unpack(states.states, state * states.words);
      if ((executor.refusal[rule.index]?.(picks) ?? 0) >= 0) return REFUSED;
      executor.apply[rule.index]?.(picks);
      return this.numberOf(executor.after.state);
    } catch (error) {
      if (isOutOfMemory(error)) throw error;
      return FAILED;
    }
  }
}

/** The array, or a longer one with the same beginning, in which there is a place `at`. */
export function withRoom(array: Int32Array, at: number): Int32Array {
  if (at < array.length) return array;
  const grown = new Int32Array(2 * array.length);
  grown.set(array);
  return grown;
}

/** The number of what a state tells by its transient fields. */
type Telling = (state: unknown) => number;

/** Undefined for a model without transient fields. */
function tellingOf<A>({ schema }: Instance<A>, maxBytes: number): Telling | undefined {
  const fields = transients(schema).map(([name, { of }]) => [name, of] as const);
  if (fields.length === 0) return undefined;
  const { encode, words } = encoder(record(Object.fromEntries(fields)), false);
  const store = new Store(words, { maxBytes, symmetry: false });
  const key = new Int32Array(words);
  return (state) => {
    encode(state, key, 0);
    store.add(key, -1);
    return store.last;
  };
}

/** A rule of the abstract model, and how its requests are numbered. */
export interface Numbering {
  readonly index: number;
  /** The number of the request with these arguments; -1 if there is none. */
  readonly request: (args: Readonly<Record<string, unknown>>) => number;
}

function numbering<A>({ index, first, variables }: RuleAt<A>): Numbering {
  const all = variables.map((v) => ({ name: v.name, count: v.values.length, pickOf: pickOf(v) }));
  return {
    index,
    request(args) {
      let number = 0;
      for (const { name, count, pickOf } of all) {
        const pick = pickOf(args[name]);
        if (pick < 0) return -1;
        number = number * count + pick;
      }
      return first + number;
    },
  };
}

/** The function from a value to its index; -1 for what is no value of the variable. */
function pickOf({ schema, values }: Variable): (value: unknown) => number {
  const plain = values.every((value) => typeof value !== "object");
  const keyOf = plain ? (value: unknown) => value : (value: unknown) => print(schema, value);
  const picks = new Map(values.map((value, i) => [keyOf(value), i]));
  return (value) => picks.get(keyOf(value)) ?? -1;
}
