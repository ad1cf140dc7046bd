/**
 * sigma0, the first task: it has all page frames of the user, page v being frame v, and gives each of them away once.
 *
 * A request names a page by an address in it, as a page fault does; or says that any page will do. Who asks again for what
 * he has is given it again. A request that cannot be met is answered with an empty message.
 *
 * Source: X0 = L4 Reference Manual, Version X.0 (1999), sigma0 protocol. Pages of 4 MB and the kernel-info page are
 * left out.
 */
import { code } from "../kernel/abi.js";
import type { ThreadId } from "../kernel/kernel.js";
import type { Received, Sending } from "./message.js";
import type { Action } from "./operations.js";
import { type Child, serve, spawnAll } from "./server.js";
import type { Code, User } from "./user.js";

/** First word of a request: any page will do.  [X0] */
export const ANY_PAGE = 0xffff_fffc;

/** sigma0's program. It creates these tasks, whose pager it is, and then gives pages. */
export const sigma0 = (children: readonly Child[]): Code =>
  function* (me) {
    yield* spawnAll(me, children);
    const owners = ownersAtFirst(me);
    yield* serve(me, (its) => answer(me, owners, its));
  };

/** Who has each frame: the id of a task's first thread. sigma0 keeps the frames up to its own program. */
function ownersAtFirst(me: User): (ThreadId | undefined)[] {
  const owners = new Array<ThreadId | undefined>(me.kernel.size.userFrames).fill(undefined);
  return owners.fill(me.idOf(0), 0, me.image / me.pageBytes + 1);
}

/** The answer: to a page fault the page alone, for nobody would read words; to a request words too. */
// biome-ignore lint/correctness/useYield: an answer that takes no time.
function* answer(me: User, owners: (ThreadId | undefined)[], its: Received): Action<Sending> {
  const [word, eip] = its.words;
  const frame =
    word === ANY_PAGE ? owners.lastIndexOf(undefined) : Math.floor(me.pageOf(word) / me.pageBytes);
  const asker = me.threadOf(its.from, 0);
  if (frame < 0 || frame >= owners.length || (owners[frame] ?? asker) !== asker)
    return eip === 0 ? { words: [0, 0] } : {};
  owners[frame] = asker;
  const page = frame * me.pageBytes;
  return eip === 0 ? { words: [page, page], item: page } : { item: page };
}

/** Ask sigma0 for any page, to have it at `address`. False: it has none left. */
export function* pageFromSigma0(me: User, address: number): Action<boolean> {
  const its = yield* me.call(me.idOf(0), { words: [ANY_PAGE, 0] }, { accept: address });
  return its.code === code.ok && its.words[0] !== 0;
}
