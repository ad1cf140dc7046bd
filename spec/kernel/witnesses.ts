/** What must happen, lest the properties say less than they seem to. */
import { NIL } from "../../model/index.js";
import { activityOf, isReady, partnerOf, taskOf } from "../ipc/observers.js";
import { told } from "../ipc/steps.js";
import { thread } from "../ipc/threads.js";
import { virtualPage } from "../sigma/index.js";
import { idNearest, ipc } from "./calls.js";
import { isNear } from "./clans.js";
import { dispatch } from "./events.js";
import { copy, read, restore } from "./memory.js";
import { mayCopy } from "./processor.js";
import { stepWitness, witness } from "./state.js";

/** Every page is blank at start, so a value was written. By sigma0? Only sigma0 has the page if nobody else does. */
export const shared = stepWitness("KERNEL-SHARED", {
  says: "a task reads a value that is not blank from a page that it has by a mapping",
  source: "L95 2.1",
  on: [read],
  when: (before, after) => taskOf(before, before.current) !== 0 && after.answer.word > 0,
});

export const carried = stepWitness("KERNEL-CARRIED", {
  says: "a message changes what stands in memory",
  source: "slides 50, 55",
  on: [copy],
  forAll: { real: virtualPage },
  when: (before, after, { real }) => before.contents[real] !== after.contents[real],
});

export const preempted = stepWitness("KERNEL-PREEMPTED", {
  says: "a thread loses the processor in mid-copy",
  source: "slides 56, 57",
  on: [dispatch],
  when: (before) => mayCopy(before, before.current),
});

export const resumed = stepWitness("KERNEL-RESUMED", {
  says: "a copy whose window was closed goes on",
  source: "slide 57",
  on: [restore],
  when: (_before, after) => after.used,
});

export const redirected = stepWitness("KERNEL-REDIRECTED", {
  says: "a message for a thread beyond the border of a clan arrives at the chief",
  source: "X0 clans and chiefs",
  on: [ipc],
  forAll: { to: thread },
  when: (before, after, { partner, to }) =>
    to !== partner &&
    told(after, to).from === before.current &&
    !isNear(before, taskOf(before, before.current), taskOf(before, partner)),
});

export const inner = stepWitness("KERNEL-INNER", {
  says: "id_nearest tells the chief of a clan, who stands before the thread asked for",
  source: "X0 id_nearest",
  on: [idNearest],
  when: (before, after, { destination }) =>
    after.answer.nearest !== destination &&
    after.answer.nearest !== NIL &&
    before.holder[taskOf(before, after.answer.nearest)] === taskOf(before, before.current),
});

export const idle = witness("KERNEL-IDLE", {
  says: "every thread that exists waits",
  source: "slide 59 (then only the clock or a device can go on)",
  when: (s) => s.everyThread.every((t) => !isReady(s, t) && partnerOf(s, t) === NIL),
});

export const waiting = stepWitness("KERNEL-DIRECT", {
  says: "the processor goes from a thread that waits for an answer to the thread that has its message",
  source: "L93 (direct process switch)",
  on: [dispatch],
  when: (before, _after, { next }) => {
    const at = activityOf(before, before.current);
    return at.kind === "receiving" && at.from === next;
  },
});

export const witnesses = [shared, carried, preempted, resumed, redirected, inner, idle, waiting];
