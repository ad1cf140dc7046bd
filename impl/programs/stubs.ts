/**
 * Instructions of user code, and the stub of the ipc call: what a library in assembler would do before and after INT.
 *
 * A stub sets registers, a clock each. Without message registers it writes the two words into the message, and reads them
 * there afterwards. Where send and receive are two calls, it makes both.
 */
import { EAX, EBP, EBX, ECX, EDX, ESI, type General, type Processor } from "../i486/index.js";
import {
  ACCEPT,
  code,
  dope,
  IPC,
  MAP,
  MESSAGE_ACCEPT,
  MESSAGE_ROOM,
  MESSAGE_SENT,
  MESSAGE_STRINGS,
  NO_PHASE,
  OPEN,
  STRING_BYTES,
  timeouts,
} from "../kernel/abi.js";
import type { Kernel } from "../kernel/kernel.js";
import {
  headWords,
  type Message,
  messageAt,
  type Received,
  type Receiving,
  type Request,
  type Sending,
  type StringPart,
} from "./message.js";
import type { Action, Hands, Operation } from "./operations.js";

/** Registers, and the words that go into them. */
export type Arguments = readonly (readonly [General, number])[];

export abstract class Stubs {
  /** The constants of the kernel: those who write a program know them. */
  readonly kernel: Kernel;
  /** Where words lie for which there are no message registers. */
  private readonly own: Message;
  private hasOwn = false;
  /** What messages in memory say of where a page is accepted, by their addresses. */
  private readonly accepts = new Map<number, number>();

  constructor(kernel: Kernel, area: number) {
    this.kernel = kernel;
    this.own = messageAt(kernel, area);
  }

  // -------------------------------------------------------------------------------------------------- instructions

  /** The word at an address. */
  *load(address: number): Action<number> {
    let word = 0;
    yield ({ cpu }) => {
      word = cpu.load(address);
      return !cpu.faulted;
    };
    return word;
  }

  /** Write a word to an address. */
  *store(address: number, word: number): Action<void> {
    yield storing(address, word);
  }

  /** Copy words from an address to another, upwards. */
  *copy(from: number, to: number, words: number): Action<void> {
    let done = 0;
    yield ({ cpu }) => {
      done += cpu.repMovs(from + 4 * done, to + 4 * done, words - done);
      return done === words;
    };
  }

  /** Write a word so many times, upwards from an address. */
  *fill(to: number, word: number, words: number): Action<void> {
    let done = 0;
    yield ({ cpu }) => {
      done += cpu.repStos(to + 4 * done, word, words - done);
      return done === words;
    };
  }

  /** So many clocks go by in reckoning. */
  *spend(clocks: number): Action<void> {
    yield ({ cpu }) => {
      cpu.spend(clocks);
      return true;
    };
  }

  // ------------------------------------------------------------------------------------------------------ messages

  /** A message at an address, with room for so many words and strings. Nothing is written there. */
  message(address: number, words = 0, strings = 0): Message {
    return messageAt(this.kernel, address, words, strings);
  }

  /** A message is made ready: how much of it is sent, what there is room for, and its strings. */
  *prepare(its: Message, sent = its.words, strings: readonly StringPart[] = []): Action<void> {
    const head = headWords(this.kernel);
    const sending = strings.filter(({ bytes = 0 }) => bytes > 0).length;
    yield* this.writeAccept({ message: its });
    yield storing(its.address + MESSAGE_ROOM, dope(its.words + head, its.strings));
    yield storing(its.address + MESSAGE_SENT, dope(sent + head, sending));
    let at = its.address + MESSAGE_STRINGS;
    for (const { bytes = 0, from = 0, room = 0, to = 0 } of strings) {
      for (const [n, word] of [bytes, from, room, to].entries()) yield storing(at + 4 * n, word);
      at += STRING_BYTES;
    }
  }

  // ----------------------------------------------------------------------------------------------------------- INT

  /** Registers are set, and INT is done. Gives the processor when the call is over: the answers are in its registers. */
  protected *system(vector: number, its: Arguments): Action<Processor> {
    return yield (hands: Hands) => {
      for (const [register, word] of its) hands.cpu.set(register, hands.cpu.mov(word));
      hands.call(vector);
      return true;
    };
  }

  /** The ipc call: both phases in one call, or in two. */
  protected *ipc(its: Request): Action<Received> {
    const { send, receive } = its;
    if (this.kernel.design.oneCall || send === undefined || receive === undefined)
      return yield* this.once(its);
    const sent = yield* this.once({ partner: its.partner, send, timeouts: its.timeouts });
    if (sent.code !== code.ok) return sent;
    const { partner, isOpen = false, timeouts } = its;
    return yield* this.once({ partner, receive, isOpen, timeouts });
  }

  /** One ipc call. */
  private *once(its: Request): Action<Received> {
    const { send, receive, partner } = its;
    if (!this.kernel.design.registers) yield* this.writeWords(send);
    if (receive !== undefined) yield* this.writeAccept(receive);
    const [first = 0, second = 0] = send?.words ?? [];
    const cpu = yield* this.system(IPC, [
      [EAX, send === undefined ? NO_PHASE : this.sendDescriptor(send)],
      [ECX, timeouts(its.timeouts)],
      [EDX, first],
      [EBX, send?.item ?? second],
      [EBP, receive === undefined ? NO_PHASE : this.receiveDescriptor(receive, its.isOpen === true)],
      [ESI, partner],
    ]);
    const answer = { code: cpu.get(EAX), from: cpu.get(ESI) };
    const words = [cpu.get(EDX), cpu.get(EBX)] as const;
    if (this.kernel.design.registers || words[0] !== 0 || words[1] !== 0) return { ...answer, words };
    return { ...answer, words: yield* this.words(receive) };
  }

  /** A message without words needs no memory. */
  private sendDescriptor({ message, words, item }: Sending): number {
    const memory = message ?? (words === undefined ? undefined : this.ownIfAny);
    return ((memory?.address ?? 0) | (item === undefined ? 0 : MAP)) >>> 0;
  }

  /** Without a message in memory the descriptor itself says where a page is accepted. */
  private receiveDescriptor({ message, accept }: Receiving, isOpen: boolean): number {
    const open = isOpen ? OPEN : 0;
    const memory = message ?? this.ownIfAny;
    if (memory !== undefined) return memory.address | open;
    return accept === undefined ? open : (accept | MAP | open) >>> 0;
  }

  private get ownIfAny(): Message | undefined {
    return this.kernel.design.registers ? undefined : this.own;
  }

  // -------------------------------------------------------------------------------------- without message registers

  /** The words that are sent are written into the message. */
  private *writeWords(send: Sending | undefined): Action<void> {
    if (!this.hasOwn) yield* this.prepare(this.own);
    this.hasOwn = true;
    if (send === undefined || (send.words === undefined && send.message === undefined)) return;
    const { first } = send.message ?? this.own;
    const [word = 0, second = 0] = send.words ?? [];
    yield storing(first, word);
    yield storing(first + 4, send.item ?? second);
  }

  /** A message in memory says itself where a page is accepted. It is written if it says something else. */
  private *writeAccept({ message = this.ownIfAny, accept }: Receiving): Action<void> {
    const word = accept === undefined ? 0 : (accept | ACCEPT) >>> 0;
    if (message === undefined || this.accepts.get(message.address) === word) return;
    yield storing(message.address + MESSAGE_ACCEPT, word);
    this.accepts.set(message.address, word);
  }

  /** The words that a message in memory has brought. Those of a page fault are in registers: the kernel has no memory. */
  private *words(receive: Receiving | undefined): Action<readonly [number, number]> {
    if (receive === undefined) return [0, 0];
    const { first } = receive.message ?? this.own;
    const word = yield* this.load(first);
    const second = yield* this.load(first + 4);
    return [word, second];
  }
}

const storing =
  (address: number, word: number): Operation =>
  ({ cpu }) => {
    cpu.store(address, word);
    return !cpu.faulted;
  };
