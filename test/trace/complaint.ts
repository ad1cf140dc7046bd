/** What the tests of trace files share. */
import { expect } from "vitest";
import { type Trace, TraceError } from "../../check/index.js";
import { instantiate } from "../../model/index.js";
import { sigma } from "../../spec/sigma/index.js";

export const small = instantiate(sigma, { spaces: 2, pages: 1 });
/** One step. */
export const mapped: Trace = {
  kind: "witnessed",
  property: "SIG-ANY",
  actions: [{ rule: "map", args: { from: 0, to: 1 } }],
};

/** What was thrown, which must be a TraceError of one line. */
export function complaint(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    expect(error.message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    return error.message;
  }
  throw new Error("nothing was thrown");
}
