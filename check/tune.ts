/**
 * Tuning of the JavaScript engine for long searches. Guards, effects and properties are small functions that the
 * generated loops call; the engine inlines them only up to a budget of bytecode, which a model's loop exceeds. With a
 * larger one a search of sigma takes about a fifth less time (`npm run bench -- search`). It affects the whole
 * process, so a program that uses the judges as a library decides for itself.
 */
import { setFlagsFromString } from "node:v8";

export function tuneEngine(): void {
  setFlagsFromString("--max-inlined-bytecode-size=1500");
  setFlagsFromString("--max-inlined-bytecode-size-cumulative=6000");
}
