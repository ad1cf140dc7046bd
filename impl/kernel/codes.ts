/** Where the code of each path lies, so that fetching it has its price: names, and how many bytes each has. */

/**
 * In this order, from the start of the kernel's code. What an IPC needs, short or long, lies in the first page, above its
 * first KB: there the cache has other sets for it than for the beginnings of pages, where TCBs and users' buffers are.
 */
const bytes = {
  // Entries of calls that are seldom made.
  idNearest: 128,
  fpageUnmap: 128,
  threadSwitch: 128,
  threadSchedule: 128,
  exRegs: 256,
  taskNew: 256,
  // Where threads go on that have lost the processor: these addresses stand on their stacks.
  /** An ipc is over: its answers are in the TCB. */
  ipcReturn: 64,
  /** A thread that was interrupted, or that has touched a page: all its registers are on its stack. */
  userReturn: 16,
  /** A call met a page of its descriptor that was not there: it is made again. */
  callAgain: 16,
  /** A long message is copied on; and its REP MOVSD, */
  copyAgain: 16,
  copy: 16,
  /** Nobody runs. */
  idle: 32,
  // Calls and page faults.
  ipc: 448,
  ipcLong: 256,
  parse: 256,
  clans: 128,
  rendezvous: 512,
  transfer: 384,
  window: 256,
  dispatch: 256,
  lists: 128,
  pageFault: 128,
  paging: 160,
  // The rest.
  interrupt: 256,
  timer: 512,
  threads: 512,
  tasks: 512,
  mapping: 1024,
  pool: 256,
  space: 512,
} as const;

export type Label = keyof typeof bytes;
const isLabel = (name: string): name is Label => Object.hasOwn(bytes, name);

/** The linear address of each label, from `start` on. */
export function codeMap(start: number): Readonly<Record<Label, number>> {
  const map: Record<Label, number> = { ...bytes };
  let at = start;
  for (const label of Object.keys(bytes).filter(isLabel)) {
    map[label] = at;
    at += bytes[label];
  }
  return map;
}

/** Bytes of all code. */
export const codeBytes = Object.values(bytes).reduce<number>((sum, size) => sum + size, 0);
