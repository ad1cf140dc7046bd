/** How a server is written; and what clients and servers here have agreed on. */
import { code } from "../kernel/abi.js";
import type { ThreadId } from "../kernel/kernel.js";
import type { Received, Receiving, Sending } from "./message.js";
import type { Action, Program } from "./operations.js";
import type { Code, User } from "./user.js";

/** A task that somebody creates, and what its first thread runs. */
export interface Child {
  readonly task: number;
  readonly code: Code;
  /** A word to it. */
  readonly argument?: number;
  /** It touches all the memory that it will need, and says so: until then its pager does nothing else. */
  readonly pinsMemory?: boolean;
}

/** Requests are odd: so a pager tells them from a page fault, whose first word is even.  [X0 pager protocol] */
export const request = {
  /** To the chief: I have all the memory that I shall need. */
  ready: 1,
  /** To a disk: a block is read, its number is the second word; */
  readBlock: 3,
  /** or written: it comes as a string. */
  writeBlock: 5,
  /** To a file server: the file of this number is opened, and its first block is mapped; */
  open: 7,
  /** the block of this number is mapped, in place of the one before; */
  moveTo: 9,
  /** the block that the thread of this id had is mapped again. */
  again: 11,
  /** To the Unix personality: so many bytes are read, from where the last read ended. */
  read: 13,
} as const;

/** Is a message that of a page fault? */
export const isFault = ({ words }: Received): boolean => (words[0] & 1) === 0;

/** Tasks are created, and their first threads begin. Gives the ids of these. */
export function* spawnAll(me: User, children: readonly Child[]): Action<readonly ThreadId[]> {
  const ids: ThreadId[] = [];
  for (const { task, code, argument } of children) ids.push(yield* me.spawn(task, code, argument));
  return ids;
}

/** What a server answers; nothing: the client goes on waiting. */
export type Answering = (its: Received) => Action<Sending | undefined>;

/** A server: it answers one request after another, until an answer says that it was the last. */
export function* serve(
  me: User,
  answering: Answering,
  receive: Receiving = {},
  isLast: (its: Received) => boolean = () => false,
): Program {
  let its = yield* me.wait(receive);
  for (;;) {
    const answer = its.code === code.ok ? yield* answering(its) : undefined;
    if (isLast(its)) {
      if (answer !== undefined) yield* me.send(its.from, answer, me.answering);
      return;
    }
    if (answer === undefined) its = yield* me.wait(receive);
    else its = yield* me.replyAndWait(its.from, answer, receive, me.answering);
  }
}
