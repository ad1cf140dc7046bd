/**
 * A call whose descriptor lies in a page that may be missing: the thread faults, and when its pager has answered the call is
 * made again. In the specification descriptors have names and no place, so the model that a kernel is compared with has a
 * rule more: such a call is a fault, or it is a wait for words alone from anybody, for the descriptor is all zeros.
 *
 * Sources: X0 pager protocol (a fault of the kernel in user memory is one of the thread); SRC486.
 */
import { EAX, EBP, ECX, ESI } from "../impl/i486/index.js";
import { goOn } from "../impl/kernel/enter.js";
import { abi, type Machine } from "../impl/kernel/index.js";
import type { Model } from "../model/index.js";
import { pageOf } from "../spec/ipc/observers.js";
import { kernel as specification } from "../spec/kernel/index.js";
import { isRunning, rule } from "../spec/kernel/processor.js";
import { type Kernel, touchedPage } from "../spec/kernel/state.js";
import { isMapped } from "../spec/sigma/index.js";
import { addressOf, type Correspondence, ownPage } from "./correspondence.js";

/** The request that takes words alone, from anybody. */
const WORDS = "wait";
export const WAIT_AT = "waitAt";

const ruleNamed = (name: string) => specification.rules.find((each) => each.name === name);
const [wait, fault] = [ruleNamed("wait"), ruleNamed("fault")];

const waitAt = rule(
  WAIT_AT,
  { page: touchedPage },
  {
    says: "the current thread waits for words, and the descriptor of its call lies in {page}",
    source: "X0 ipc, pager protocol; SRC486",
    requires: { running: (s: Kernel) => isRunning(s) },
    effect(s, { page }) {
      const isThere = isMapped(s.sigma, pageOf(s, s.current, page));
      if (isThere) wait?.effect(s, { request: WORDS });
      else fault?.effect(s, { page });
    },
  },
);

/** The specification with such calls. */
export const withWaitsAt: Model<Kernel> = { ...specification, rules: [...specification.rules, waitAt] };

/** The call is made; or, where the processor rests before it, it is made again. */
export function makeWaitAt(c: Correspondence, machine: Machine, page: number): void {
  const { cpu, kernel } = machine;
  if (machine.rest === "calling") return void goOn(kernel, "calling");
  cpu.set(EAX, abi.NO_PHASE);
  cpu.set(EBP, addressOf(c, page) | abi.OPEN);
  cpu.set(ECX, abi.timeouts({}));
  cpu.set(ESI, abi.NIL);
  cpu.at(ownPage(c));
  machine.call(abi.IPC);
}
