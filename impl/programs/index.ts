/**
 * User land: programs as generator functions, run on a booted kernel with real page faults and interrupts; and those that
 * a system begins with.
 *
 * Read in this order: operations.ts, user.ts (what a thread can do), world.ts (how it is done), server.ts; then sigma0.ts,
 * pagers.ts, disk.ts, swapping.ts, fileserver.ts, unix.ts; pingpong.ts and storm.ts measure.
 */
export { type DiskOptions, disk } from "./disk.js";
export { addition, patience, unixRead } from "./examples.js";
export { type FileServerOptions, fileServer, OpenFile } from "./fileserver.js";
export type { Message, Received, Receiving, Sending, StringPart } from "./message.js";
export type { Action, Hands, Operation, Program } from "./operations.js";
export { type FileRegion, type PagerOptions, pager } from "./pagers.js";
export { measureRpc, type Rpc } from "./pingpong.js";
export { type Child, request, serve } from "./server.js";
export { ANY_PAGE, pageFromSigma0, sigma0 } from "./sigma0.js";
export { type Storm, type StormOptions, storm } from "./storm.js";
export { type SwapEvent, type SwappingOptions, swapping } from "./swapping.js";
export { BLOCK_BYTES, diskWord, type Read, readThroughUnix, type StepDone } from "./unix.js";
export { type Code, User } from "./user.js";
export { type Ended, type Since, USER_PHASE, World } from "./world.js";
