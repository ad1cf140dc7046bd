/** Ten short runs of the kernel, in the order in which a teacher would show them. */
import type { Scene } from "../../../model/index.js";
import type { Kernel } from "../state.js";
import { eviction, fileServer, intermediary, pageFault, sigma0Pages } from "./memory.js";
import { callAndReply, clientDeleted, interruptToDriver, longMessage, replyAtOnce } from "./messages.js";

export const scenes: readonly Scene<Kernel>[] = [
  ...[callAndReply, replyAtOnce, pageFault, sigma0Pages, intermediary],
  ...[eviction, fileServer, interruptToDriver, clientDeleted, longMessage],
];
