/** Runs requests one after another on the fast executor, judging a simulation at each step. */
import { encodeRequest, type Instance } from "../../model/index.js";
import { Runner } from "../runner.js";
import { NOWHERE, Simulator, simulationOf } from "./simulator.js";

/** What a runner may keep of abstract states, and how many of them from walk to walk. */
const ROOM = { bytes: 2 ** 30, states: 2 ** 20 };

export class SimulatingRunner<S> extends Runner<S> {
  readonly simulator: Simulator<S>;
  /** What the state reached stands for. */
  private at = NOWHERE;

  /** Throws SchemaError when the model has no simulation of this name. */
  constructor(instance: Instance<S>, name: string) {
    super(instance, []);
    this.simulator = new Simulator(instance, simulationOf(instance, name), ROOM.bytes);
  }

  override start(): void {
    super.start();
    this.simulator.machine.forgetBeyond(ROOM.states);
    this.diverged = !this.simulator.starts();
    this.at = this.simulator.standsAt(this.instance.initial);
  }

  protected override judge(rule: number, picks: readonly number[]): void {
    const { before, after } = this.executor;
    const at = this.instance.rules[rule];
    const request = at === undefined ? -1 : encodeRequest(at, picks);
    const to = this.simulator.standsAt(after.state);
    if (!this.simulator.step(before.state, this.at, request, after.state, to)) this.diverged = true;
    this.at = to;
  }

  /** To stop where no rule is enabled is no divergence. */
  override isDeadlocked(): boolean {
    return false;
  }
}
