/** What occurs in a state of the kernel: where it rests, what threads do, what lazy lists have left, what the window shows. */
import type { Machine } from "../../impl/kernel/index.js";
import { wakeHead } from "../../impl/kernel/lists.js";
import type { Look } from "../../impl/kernel/look.js";
import * as tcb from "../../impl/kernel/tcb.js";

const rests = {
  user: "a thread runs in user mode",
  calling: "a call is about to be made again",
  copying: "a copy is interrupted",
  idle: "nobody runs",
} as const;

/** What occurs with some thread. */
const ofThreads: Readonly<Record<string, (look: Look, its: number) => boolean>> = {
  ...Object.fromEntries(
    Object.entries(tcb.state)
      .filter(([, state]) => state !== tcb.state.inactive)
      .map(([name, state]) => [
        `a thread is ${name}`,
        (look: Look, its: number) => look.word(its + tcb.STATE) === state,
      ]),
  ),
  "a copy has begun with a unit": (look, its) =>
    look.word(its + tcb.STATE) === tcb.state.giving && look.word(its + tcb.COPIED) > 0,
  "a pager is asked in mid-copy": (look, its) => look.word(its + tcb.PAGING) === tcb.paging.asking,
  "a pager is awaited in mid-copy": (look, its) => look.word(its + tcb.PAGING) === tcb.paging.awaiting,
  "an interrupt is pending": (look, its) => (look.word(its + tcb.LINE) & tcb.PENDING) !== 0,
  "two wait in a queue": (look, its) => look.word(its + tcb.QUEUE_FIRST) !== look.word(its + tcb.QUEUE_LAST),
};

/** What occurs with some thread in designs whose lists are lazy. */
const ofLists: typeof ofThreads = {
  "one that cannot run is in a ready list": (look, its) =>
    look.word(its + tcb.READY_NEXT) !== 0 && !tcb.canRun(look.word(its + tcb.STATE)),
};
const ofWakeLists: typeof ofThreads = {
  "one whose wait is over is in a wake-up list": (look, its) =>
    look.word(its + tcb.WAKE_NEXT) !== 0 && !look.isTimed(its),
};
const ofLongWaits: typeof ofThreads = {
  "one is in the list of the long waits": (look, its) =>
    look.isTimed(its) && look.word(its + tcb.WAKE_LIST) === wakeHead(look.k, look.k.size.lists),
};

/** What occurs with the window. */
const ofWindow: Readonly<Record<string, (look: Look) => boolean>> = {
  "a window is open": (look) => look.word(look.k.at.own.windowUsed) !== 0 && hasWindowWord(look),
  "the TLB knows of a window": ({ k }) =>
    k.cpu.tlb.contents().some(({ page }) => {
      const linear = page * k.cpu.geometry.pageBytes;
      return linear >= k.at.window && linear < k.at.physical;
    }),
};

function hasWindowWord(look: Look): boolean {
  const { at } = look.k;
  const directory = look.frameAt(look.word(look.current + tcb.SPACE));
  const first = directory + 4 * (at.window / at.regionBytes);
  return look.word(first) !== 0 || look.word(first + 4) !== 0;
}

type Kinds = Readonly<Record<string, (look: Look) => boolean>>;

/** Does it occur with any thread? */
const withAny = (those: typeof ofThreads): Kinds =>
  Object.fromEntries(
    Object.entries(those).map(([kind, occurs]) => [
      kind,
      (look: Look) => look.tcbs.subarray(0, look.count).some((its) => occurs(look, its)),
    ]),
  );

/** All that may occur in a kernel of this design. */
export function kindsOf({ kernel }: Machine): Kinds {
  const { design } = kernel;
  const inLists = design.wakeups === "lists";
  return {
    ...withAny(ofThreads),
    ...(design.lazyScheduling ? withAny(ofLists) : {}),
    ...(inLists && design.lazyWakeups ? withAny(ofWakeLists) : {}),
    ...(inLists ? withAny(ofLongWaits) : {}),
    ...(design.window ? ofWindow : {}),
  };
}

export const restNames: readonly string[] = Object.values(rests);
export const restOf = ({ rest }: Machine): string => rests[rest];
