/**
 * What programs of user land are made of: operations, one after another.
 *
 * A thread does an operation in user mode, when it has the processor: an instruction, or a system call. What has faulted,
 * or was stopped halfway by an interrupt, is tried again when the thread has the processor again. When the operation has
 * been done, and the thread runs in user mode, its program goes on and sees the registers: there the answers of a system
 * call are. Between two operations anything may happen. What a program reckons by itself costs nothing, unless it
 * says so with `spend`.
 */
import type { Processor } from "../i486/index.js";

/** What an operation is done with: the processor, and the way into the kernel. */
export interface Hands {
  readonly cpu: Processor;
  /** INT, and what the kernel does then. */
  call(vector: number): void;
}

/** One operation. True: it has been done. False: it is to be tried again. */
export type Operation = (hands: Hands) => boolean;

/** Operations that together have a result. */
export type Action<T> = Generator<Operation, T, Processor>;

/** A program that runs. When it returns, its thread sleeps for ever. */
export type Program = Action<void>;
