/** Replaying a trace of a machine: does the machine still do what its model does not? */
import type { Instance } from "../../model/index.js";
import type { Implementation } from "../simulate/implementation.js";
import { changedCells } from "./cells.js";
import { brokenBy } from "./joint.js";
import type { RecordedJoint } from "./joint-file.js";
import { JointPlayer, type Played, requestText } from "./joint-play.js";
import type { Replay } from "./replay.js";
import { atStep, where } from "./words.js";

/** Make the requests of a trace again. A complaint before the last of them counts, and so does another one than recorded. */
export function replayJointly<A>(implementation: Implementation<A>, trace: RecordedJoint<A>): Replay {
  const { instance } = implementation;
  const played = new JointPlayer(implementation).play(trace.requests);
  const { initial, steps, obstacle } = played;
  const elsewhere = differenceAt(instance, trace, initial, 0);
  if (elsewhere !== undefined)
    return { answer: "stale", step: 0, why: `the initial state is another: ${elsewhere}` };
  const wrong = steps.at(-1)?.wrong;
  const { length } = steps;
  if (wrong !== undefined)
    return withNotes({ answer: "still fails", step: length, why: `${wrong} ${atStep(length)}` }, [
      brokenBy(wrong) === trace.property ? undefined : `recorded as ${trace.property}: ${trace.wrong}`,
      length < trace.requests.length
        ? `this is before the last step of the trace, ${trace.requests.length}`
        : undefined,
      differenceNote(instance, trace, played),
    ]);
  const next = trace.requests[length];
  if (obstacle !== undefined && next !== undefined)
    return {
      answer: "stale",
      step: length + 1,
      why: `step ${length + 1}, ${requestText(instance, next)}, ${obstacle}`,
    };
  const why = `every request can be made, and what the machine does are steps of ${instance.model.name}`;
  return withNotes({ answer: "fixed", step: length, why }, [differenceNote(instance, trace, played)]);
}

function withNotes(found: Replay, notes: readonly (string | undefined)[]): Replay {
  const given = notes.filter((note) => note !== undefined);
  return given.length === 0 ? found : { ...found, note: given.join("; ") };
}

/** The first cell of the k-th state that is not as recorded. */
function differenceAt<A>(
  instance: Instance<A>,
  { states }: RecordedJoint<A>,
  state: A,
  k: number,
): string | undefined {
  const recorded = states[k];
  const [first] = recorded === undefined ? [] : changedCells(instance, recorded, state);
  return first && `${first.cell} is ${first.to}, recorded as ${first.from}`;
}

function differenceNote<A>(
  instance: Instance<A>,
  trace: RecordedJoint<A>,
  { steps }: Played<A>,
): string | undefined {
  for (const [n, { after }] of steps.entries()) {
    const difference = differenceAt(instance, trace, after, n + 1);
    if (difference !== undefined)
      return `what the machine stands for ${where(n + 1)} is not as recorded: ${difference}`;
  }
  return undefined;
}
