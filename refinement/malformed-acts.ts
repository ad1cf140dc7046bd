/** Malformed requests, made of the machine as the threads and the devices would that make them. */
import { EAX, EBP, EBX, ECX, EDX, ESI, type General, LINES } from "../impl/i486/index.js";
import { abi, idOf, lineId, type Machine, type Tcb } from "../impl/kernel/index.js";
import { TIMER } from "../impl/kernel/lines.js";
import * as tcb from "../impl/kernel/tcb.js";
import type { Abstraction } from "./abstraction.js";
import { type Correspondence, ownPage } from "./correspondence.js";
import type { MalformedName } from "./malformed.js";

const registers = { eax: EAX, ebx: EBX, ecx: ECX, edx: EDX, ebp: EBP, esi: ESI } as const;
/** What user code has put into registers. */
type Words = Partial<Record<keyof typeof registers, number>>;
const isRegister = (name: string): name is keyof typeof registers => Object.hasOwn(registers, name);

/** A descriptor of a register message, and one of a receive that takes register messages from its partner. */
const WORDS_ALONE = 0;

export class MalformedActs {
  private readonly c: Correspondence;
  readonly machine: Machine;
  private readonly abstraction: Abstraction;

  constructor(c: Correspondence, machine: Machine, abstraction: Abstraction) {
    this.c = c;
    this.machine = machine;
    this.abstraction = abstraction;
  }

  /** Make a request; false: the current thread cannot. */
  perform(name: MalformedName): boolean {
    return ways[name](this);
  }

  /** Whom the answer to a caller must name: undefined if that is left open. */
  expectedFrom(name: MalformedName, caller: Tcb): number | undefined {
    if (name === "nearestOfStranger") return this.stranger();
    return name === "nearestOfNobody" ? this.abstraction.look.word(caller + tcb.MYSELF) : undefined;
  }

  // --------------------------------------------------------------------------------------------------------- calls

  /** ipc: a register message to nobody, and no receive, unless the words say otherwise. */
  ipc(words: Words): boolean {
    const usual = { eax: WORDS_ALONE, ebp: abi.NO_PHASE, ecx: abi.timeouts({}), edx: 0, ebx: 0 };
    return this.enter(abi.IPC, { ...usual, esi: abi.NIL, ...words });
  }

  receive(partner: number, ecx: number): boolean {
    return this.ipc({ eax: abi.NO_PHASE, ebp: WORDS_ALONE, esi: partner, ecx });
  }

  /** A message of one string, which is so many bytes long, to nobody. Its header lies in the threads' own page. */
  sendString(address: number, bytes: number): boolean {
    const message = ownPage(this.c);
    this.write(message + abi.MESSAGE_ROOM, abi.dope(0, 1));
    this.write(message + abi.MESSAGE_SENT, abi.dope(0, 1));
    this.write(message + abi.MESSAGE_STRINGS, bytes);
    this.write(message + abi.MESSAGE_STRINGS + 4, address);
    return this.ipc({ eax: message });
  }

  start(thread: number): boolean {
    return this.enter(abi.LTHREAD_EX_REGS, { esi: thread, edx: abi.UNCHANGED, ecx: abi.UNCHANGED });
  }

  enter(vector: number, words: Words): boolean {
    const { cpu } = this.machine;
    for (const [name, word] of Object.entries(words)) if (isRegister(name)) this.set(registers[name], word);
    cpu.at(ownPage(this.c));
    this.machine.call(vector);
    return true;
  }

  private set(register: General, word: number): void {
    this.machine.cpu.set(register, word);
  }

  /** The own page has the same frame for all: it lies where it is seen. */
  private write(address: number, word: number): void {
    this.machine.cpu.memory.write(address, word);
  }

  // -------------------------------------------------------------------------------------------------- what is named

  /** Above all lines, and without the mark that every thread's id has. */
  stranger(): number {
    return lineId(this.c.size.lines);
  }

  myself(): number {
    const { look } = this.abstraction;
    return look.word(this.machine.current + tcb.MYSELF);
  }

  /** The first thread of the caller's task, in its next life. */
  otherLife(): number {
    const { look } = this.abstraction;
    const task = look.taskOf(this.machine.current);
    return idOf(this.machine.kernel, task, 0, look.versionOf(task) + 1);
  }

  /** A priority above the caller's own, and the usual time slice. */
  above(): number {
    const { look } = this.abstraction;
    return abi.schedule(look.word(this.machine.current + tcb.PRIORITY) + 1, this.c.size.slice);
  }

  // -------------------------------------------------------------------------------------------------- not by a call

  /** A line is raised; but the timer comes first, if it has interrupted. */
  raise(line: number): boolean {
    const { cpu } = this.machine;
    if ((cpu.raised() & 1) !== 0) return false;
    cpu.raise(line);
    return this.machine.proceed();
  }

  /** An access to a page that nobody has. Only where no pager is asked for it. */
  touch(address: number): boolean {
    const { cpu } = this.machine;
    const { look } = this.abstraction;
    if (look.word(this.machine.current + tcb.PAGER) !== abi.NIL) return false;
    cpu.at(ownPage(this.c));
    cpu.set(EAX, cpu.load(address));
    return this.machine.proceed();
  }
}

const { NIL, NO_PHASE, UNCHANGED } = abi;
const FOR_EVER = abi.timeouts({});
const AT_ONCE = abi.timeouts({ receive: 0 });
const userEnd = ({ machine }: MalformedActs): number => machine.kernel.at.userEnd;
const regionBytes = ({ machine }: MalformedActs): number => machine.kernel.at.regionBytes;

/** How each request is made. */
const ways: Readonly<Record<MalformedName, (on: MalformedActs) => boolean>> = {
  sendToNobody: (on) => on.ipc({ esi: NIL }),
  sendToStranger: (on) => on.ipc({ esi: on.stranger() }),
  sendToOtherLife: (on) => on.ipc({ esi: on.otherLife() }),
  callNobodyInTime: (on) => on.ipc({ ebp: WORDS_ALONE, ecx: abi.timeouts({ receive: 1 }) }),
  callWithoutPhases: (on) => on.ipc({ eax: NO_PHASE }),
  messageBeyond: (on) => on.ipc({ eax: userEnd(on) - 4, ebp: userEnd(on) - 4 }),
  stringBeyond: (on) => on.sendString(userEnd(on) - 4, 8),
  stringTooLong: (on) => on.sendString(0, 2 * regionBytes(on)),
  receiveFromStranger: (on) => on.receive(on.stranger(), FOR_EVER),
  receiveFromOtherLife: (on) => on.receive(on.otherLife(), FOR_EVER),
  attachToTimer: (on) => on.receive(lineId(TIMER), AT_ONCE),
  driveTimer: (on) => on.receive(lineId(TIMER), FOR_EVER),
  nearestOfNobody: (on) => on.enter(abi.ID_NEAREST, { esi: NIL }),
  nearestOfStranger: (on) => on.enter(abi.ID_NEAREST, { esi: on.stranger() }),
  demapBeyond: (on) => on.enter(abi.FPAGE_UNMAP, { ebx: userEnd(on) }),
  releaseBeyond: (on) => on.enter(abi.FPAGE_UNMAP, { ebx: userEnd(on) | abi.FLUSH }),
  switchToAnybody: (on) => on.enter(abi.THREAD_SWITCH, { esi: NIL }),
  switchToStranger: (on) => on.enter(abi.THREAD_SWITCH, { esi: on.stranger() }),
  scheduleStranger: (on) => on.enter(abi.THREAD_SCHEDULE, { esi: on.stranger(), edx: UNCHANGED }),
  scheduleAbove: (on) => on.enter(abi.THREAD_SCHEDULE, { esi: on.myself(), edx: on.above() }),
  startNobody: (on) => on.start(NIL),
  startOtherLife: (on) => on.start(on.otherLife()),
  deleteOtherLife: (on) => on.enter(abi.TASK_NEW, { esi: on.otherLife(), edx: NIL }),
  createForOtherLife: (on) => on.enter(abi.TASK_NEW, { esi: on.otherLife(), edx: on.otherLife() }),
  unknownLine: (on) => on.raise(LINES - 1),
  touchNowhere: (on) => on.touch(userEnd(on) - 4),
};
