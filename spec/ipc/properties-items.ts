/** What page items keep, step by step. */
import { NIL } from "../../model/index.js";
import { isMapped, originOf, page, realPage } from "../sigma/index.js";
import { attach } from "./calls.js";
import { interrupt } from "./faults.js";
import { messages } from "./rules.js";
import { type Ipc, step } from "./state.js";
import { type Asked, arrivals, codeOf, isRemapped, itemFor, senderTo } from "./steps.js";
import { createTask, exRegs, handOver } from "./tasks.js";
import { type Thread, thread } from "./threads.js";
import { tick, timeout } from "./time.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** Did a message with an item that was accepted arrive in this step? */
const someItemArrives = (before: Ipc, after: Ipc, asked: Asked): boolean =>
  after.everyThread.some((to) => itemFor(before, asked, senderTo(before, after, to), to) !== undefined);

/** Could the page of the message that reached `to` not be mapped?  A thread that faulted is not told, its pager is. */
function isRefused(before: Ipc, after: Ipc, to: Thread): boolean {
  const from = senderTo(before, after, to);
  return from !== NIL && codeOf(after, from) === "map failed";
}

// -------------------------------------------------------------------------------------------------- step properties

/** With several arrivals in one step the later may take what the earlier gave, so that one is looked at. */
export const item = step("IPC-ITEM", {
  says: "when a message with a page arrives, the page has arrived where the receiver accepts it; a grant has left the sender",
  source: "X0 map messages; L95 2.1; slides 66-68",
  on: messages,
  forAll: { to: thread },
  when: (before, after, args) =>
    itemFor(before, args, senderTo(before, after, args.to), args.to) !== undefined &&
    arrivals(before, after) === 1 &&
    !isRefused(before, after, args.to),
  holds: (before, after, args) => {
    const sent = itemFor(before, args, senderTo(before, after, args.to), args.to);
    if (sent === undefined) return false;
    const arrived = realPage(after.sigma, sent.to) === realPage(before.sigma, sent.from);
    const left = !isMapped(after.sigma, sent.from);
    return arrived && (sent.kind === "map" ? originOf(after.sigma, sent.to) === sent.from : left);
  },
});

export const itemOnly = step("IPC-ITEM-ONLY", {
  says: "pages change in the step in which a message with a page arrives, and in no other but demap and deletion",
  source: "X0 map messages; L95 2.1",
  on: [...messages, attach, tick, timeout, interrupt, createTask, handOver, exRegs],
  forAll: { p: page },
  when: (before, after, { p }) => isRemapped(before, after, p),
  holds: (before, after, args) => !("sleeper" in args) && someItemArrives(before, after, args),
});

export const mapFailed = step("IPC-MAP-FAILED", {
  says: "when a page cannot be mapped, both partners are told and no page changes; but a page fault is told to nobody",
  source: "X0 completion code 6",
  on: messages,
  forAll: { t: thread },
  when: (before, after, { t }) => codeOf(after, t) === "map failed" && arrivals(before, after) === 0,
  holds: (before, after, { t }) =>
    !before.sigma.everyPage.some((p) => isRemapped(before, after, p)) &&
    before.everyThread.some((u) => u !== t && codeOf(after, u) === "map failed"),
});
