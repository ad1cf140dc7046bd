/** IPC-QUEUE says of a queue all that its sentence does: nobody is missing, nobody stands there twice, or for nothing. */
import { expect, test } from "vitest";
import { actionOf, type Instance, instantiate, offenders, step } from "../../model/index.js";
import { ipc } from "../../spec/ipc/index.js";
import { queued } from "../../spec/ipc/properties-waiting.js";
import type { Ipc } from "../../spec/ipc/state.js";

const instance: Instance<Ipc> = instantiate({ ...ipc, properties: [queued] });

/** A nearest state in which somebody waits to send. */
function waiting(): Ipc {
  const reached = [instance.initial];
  for (const before of reached)
    for (let request = 0; request < instance.requests; request++) {
      const outcome = step(instance, before, actionOf(instance, request));
      if (!outcome.ok) continue;
      if (outcome.state.queue.some((queue) => queue.length > 0)) return outcome.state;
      reached.push(outcome.state);
    }
  throw new Error("nobody ever waits to send");
}

const offends = (state: Ipc): boolean => {
  const [property] = instance.properties;
  return property !== undefined && offenders(instance, property, state, undefined).length > 0;
};

test("a sender in its queue, missing from it, in it twice, and in another's", () => {
  const state = waiting();
  const moved = [...state.queue.slice(1), ...state.queue.slice(0, 1)];
  expect(offends(state)).toBe(false);
  expect(offends({ ...state, queue: state.queue.map(() => []) })).toBe(true);
  expect(offends({ ...state, queue: state.queue.map((queue) => [...queue, ...queue]) })).toBe(true);
  expect(offends({ ...state, queue: moved })).toBe(true);
});
