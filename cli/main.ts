#!/usr/bin/env node
/** The command `sigma486`. */
import { errorLine, exitCodeOf } from "./exit.js";
import { version } from "./package.js";
import { readCommandLine } from "./program.js";
import { watchOutput } from "./terminal.js";

/** Sets the exit code, and tells the error in one line; with `--verbosity 5` the stack of its cause follows. */
function fail(error: unknown): void {
  process.exitCode = exitCodeOf(error);
  const verbose = /--verbosity[ =]5/.test(process.argv.join(" "));
  const stack = verbose ? `${stackOf(error)}\n` : "";
  process.stderr.write(`${errorLine(error)}\n${stack}`);
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.cause === undefined ? (error.stack ?? "") : stackOf(error.cause)) : "";

async function main(words: readonly string[]): Promise<void> {
  const call = readCommandLine(words, version);
  if (call === undefined) return;
  const [{ readFlags }, { main: act }] = await Promise.all([import("./flags.js"), call.verb.load()]);
  process.exitCode = await act(call.operands, readFlags(call.flags));
}

watchOutput(fail);
process.on("uncaughtException", (error) => {
  fail(error);
  process.exit();
});
await main(process.argv.slice(2)).catch(fail);
