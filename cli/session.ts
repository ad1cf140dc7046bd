/** One run of the command: its flags, its progress line, and the wish to stop it. */
import { setImmediate } from "node:timers/promises";
import { EXIT } from "./exit.js";
import type { Flags } from "./flags.js";
import { type ProgressLine, progressLine } from "./progress.js";

export interface Session {
  readonly flags: Flags;
  readonly progress: ProgressLine;
  /** Aborted by the first Ctrl-C. */
  readonly signal: Pick<AbortSignal, "aborted">;
  /** Are several models judged, so that a line must say which? */
  readonly many: boolean;
}

/** The session of the main thread. */
export interface OpenSession extends Session {
  readonly signal: AbortSignal;
}

/** Start a session. The first Ctrl-C asks the judges to stop, the second ends the command at once. */
export async function openSession(flags: Flags, many = false): Promise<OpenSession> {
  const controller = new AbortController();
  process.on("SIGINT", () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  });
  const progress = await progressLine(flags.verbosity > 0 && flags.json !== true);
  return { flags, progress, signal: controller.signal, many };
}

/** Milliseconds for which a judge may keep the thread. */
const SLICE = 50;

/**
 * Run a judge to its end, handing the thread on now and then, so that signals come through and the progress is drawn.
 * When the session is to stop, the judge is told so, and its result is of what it covered.
 */
export async function drive<P, R>(
  session: Session,
  steps: Generator<P, R, boolean | undefined> | AsyncGenerator<P, R, boolean | undefined>,
  line: (progress: P, seconds: number) => string,
): Promise<R> {
  const start = performance.now();
  let sliceEnd = start + SLICE;
  for (;;) {
    const { done, value } = await steps.next(!session.signal.aborted);
    if (done) return value;
    const now = performance.now();
    if (now < sliceEnd) continue;
    session.progress.show(line(value, (now - start) / 1000));
    await setImmediate();
    sliceEnd = performance.now() + SLICE;
  }
}
