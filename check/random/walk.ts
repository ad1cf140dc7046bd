/**
 * Random walks: at each step a rule is drawn among those that are enabled, then arguments with which it is. At a
 * known share of the steps a request that must be refused is made instead. fast-check supplies the chance.
 */
import fc from "fast-check";
import { actionOf, type Instance, picksAt, printAction } from "../../model/index.js";
import { Runner, type Step } from "../runner.js";
import { candidates, isBetter } from "../shrink/candidates.js";
import { requestNumber, type Target, Trial } from "../shrink/shrink.js";
import type { WalkOptions } from "./options.js";

/** The steps of one walk, refused requests among them. */
export class Walk {
  readonly steps: readonly Step[];
  private readonly print: (step: Step) => string;
  constructor(steps: readonly Step[], print: (step: Step) => string) {
    this.steps = steps;
    this.print = print;
  }
  toString(): string {
    return this.steps.map(this.print).join("; ");
  }
  [fc.toStringMethod](): string {
    return `[${this.toString()}]`;
  }
}

/** Draws tried before all requests of a rule are looked through. */
const DRAWS = 24;

class WalkArbitrary<S> extends fc.Arbitrary<Walk> {
  private readonly runner: Runner<S>;
  private readonly maxSteps: number;
  private readonly refusedShare: number;
  private readonly print: (step: Step) => string;

  constructor(instance: Instance<S>, options: WalkOptions) {
    super();
    this.runner = new Runner(instance, []);
    this.runner.reset();
    this.maxSteps = options.maxSteps ?? 100;
    this.refusedShare = options.refusedShare ?? 0.1;
    this.print = (step) => printAction(instance, actionOf(instance, requestNumber(instance, step)));
  }

  override generate(random: fc.Random): fc.Value<Walk> {
    const steps: Step[] = [];
    this.runner.start();
    while (steps.length < this.maxSteps) {
      const refused =
        random.nextInt(0, 999) < this.refusedShare * 1000 ? this.drawRefused(random) : undefined;
      const step = refused ?? this.drawEnabled(random);
      if (step === undefined) break;
      steps.push(step);
      if (refused === undefined && !this.take(step)) break;
    }
    return new fc.Value(new Walk(steps, this.print), undefined);
  }

  /** False where the model throws: the walk ends with the request that makes it. */
  private take({ rule, picks }: Step): boolean {
    try {
      this.runner.take(rule, picks);
      return true;
    } catch {
      return false;
    }
  }

  private drawRefused(random: fc.Random): Step | undefined {
    for (let draw = 0; draw < DRAWS; draw++) {
      const step = this.draw(random, random.nextInt(0, this.runner.instance.rules.length - 1));
      if (this.runner.refuses(step)) return step;
    }
    return undefined;
  }

  /** Uniform over the enabled rules, then over the arguments with which the rule is enabled. */
  private drawEnabled(random: fc.Random): Step | undefined {
    const rules = this.runner.instance.rules.map((r) => r.index);
    while (rules.length > 0) {
      const at = random.nextInt(0, rules.length - 1);
      const step = this.drawArguments(random, rules[at] ?? 0);
      if (step !== undefined) return step;
      rules.splice(at, 1);
    }
    return undefined;
  }

  private drawArguments(random: fc.Random, rule: number): Step | undefined {
    for (let draw = 0; draw < DRAWS; draw++) {
      const step = this.draw(random, rule);
      if (!this.runner.refuses(step)) return step;
    }
    const enabled = this.everyEnabled(rule);
    return enabled.length === 0 ? undefined : enabled[random.nextInt(0, enabled.length - 1)];
  }

  private everyEnabled(rule: number): Step[] {
    const { variables = [], requests = 0 } = this.runner.instance.rules[rule] ?? {};
    const all = Array.from({ length: requests }, (_, n) => ({ rule, picks: picksAt(variables, n) }));
    return all.filter((step) => !this.runner.refuses(step));
  }

  private draw(random: fc.Random, rule: number): Step {
    const variables = this.runner.instance.rules[rule]?.variables ?? [];
    const picks: number[] = [];
    for (const v of variables) picks.push(random.nextInt(0, v.values.length - 1));
    return { rule, picks };
  }

  override canShrinkWithoutContext(value: unknown): value is Walk {
    return value instanceof Walk;
  }

  /** Smaller walks that still show what this one shows first, by the moves of check/shrink. */
  override shrink({ steps }: Walk): fc.Stream<fc.Value<Walk>> {
    return fc
      .stream(this.smaller(steps))
      .map((found) => new fc.Value(new Walk(found, this.print), undefined));
  }

  private *smaller(steps: readonly Step[]): Generator<readonly Step[]> {
    const { instance } = this.runner;
    const target = new FirstBad(instance).of(steps);
    if (target === undefined) return;
    const trial = new Trial(instance, target);
    for (const candidate of candidates(instance, steps)) {
      const shown = trial.run(candidate);
      if (shown !== undefined && isBetter(shown, steps)) yield shown;
    }
  }
}

/** Walks of a model at a scope. */
export const walk = <S>(instance: Instance<S>, options: WalkOptions = {}): fc.Arbitrary<Walk> =>
  new WalkArbitrary(instance, options);

/** What a walk shows first that counts against the model. */
export class FirstBad<S> {
  private readonly runner: Runner<S>;
  constructor(instance: Instance<S>) {
    const judged = instance.properties.filter(
      ({ property: { kind } }) => kind === "invariant" || kind === "step",
    );
    this.runner = new Runner(
      instance,
      judged.map(({ property }) => property.id),
    );
  }

  of(steps: readonly Step[]): Target | undefined {
    const { runner } = this;
    runner.reset();
    try {
      runner.start();
      for (const step of steps) {
        if (runner.shown.length > 0) break;
        runner.request(step);
      }
    } catch {
      return { kind: "error", property: "error" };
    }
    const [first] = runner.shown;
    const property = first === undefined ? undefined : runner.instance.properties[first]?.property.id;
    return property === undefined ? undefined : { kind: "violated", property };
  }
}
