/** The command line: its verbs and flags, put together from their descriptions. */
import { Command, CommanderError, Option } from "commander";
import { EXIT, Failure, MEANINGS } from "./exit.js";
import { terminalWidth } from "./terminal.js";
import { FLAGS, type FlagName, VERBS, type Verb } from "./verbs.js";

/** A verb that was called, and what it was given. */
export interface Call {
  readonly verb: Verb;
  readonly operands: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
}

const CODES = MEANINGS.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`).join("\n");

/**
 * Reads a command line. Undefined when help or the version was asked for, and has been printed. Throws Failure with
 * code 64 for anything else that is not the call of a verb.
 */
export function readCommandLine(words: readonly string[], version: string): Call | undefined {
  let call: Call | undefined;
  const program = new Command("sigma486")
    .description("Specifications of the L3/L4 microkernel that run, and judges for them.")
    .version(version)
    .addHelpText("after", `\nExample:\n  $ sigma486 check\n\nExit codes:\n${CODES}`)
    .configureHelp({ subcommandTerm: term, minWidthToWrap: 20 })
    .exitOverride()
    .configureOutput({ outputError: () => undefined, getOutHelpWidth: terminalWidth });
  for (const verb of VERBS)
    addVerb(program, verb, (operands, flags) => {
      call = { verb, operands, flags };
    });
  if (words.length === 0) throw new Failure(EXIT.usage, "no verb given (try sigma486 --help)");
  try {
    program.parse(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new Failure(EXIT.usage, plain(error.message));
  }
  return call;
}

/** A verb in the list of verbs: its name and operands. */
const term = (command: Command): string =>
  [command.name(), VERBS.find((verb) => verb.name === command.name())?.operands].join(" ");

function addVerb(
  program: Command,
  verb: Verb,
  called: (operands: readonly string[], flags: Readonly<Record<string, unknown>>) => void,
): void {
  const examples = verb.examples.map((example) => `  $ ${example}`).join("\n");
  const command = program
    .command(`${verb.name} ${verb.operands}`)
    .description(verb.says)
    .addHelpText("after", `\nExample:\n${examples}`)
    .action(() => called(command.args, command.opts()));
  for (const name of verb.flags) command.addOption(option(name));
}

function option(name: FlagName): Option {
  const [form, says] = FLAGS[name];
  const made = new Option(form, says);
  return name === "invariant" ? made.argParser(collect) : made;
}

const collect = (value: string, sofar: unknown): string[] => [...(Array.isArray(sofar) ? sofar : []), value];

/** `error: unknown command 'chek'` and its suggestion, on one line. */
const plain = (message: string): string => message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
