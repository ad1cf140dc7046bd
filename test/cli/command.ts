/** Runs the built command as a user does, in a folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** What a command did. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called once the command is started. */
  readonly started?: (child: ChildProcess) => void;
}

const plain: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: process.env.HOME };

/** Run a program to its end. */
export function run(
  program: string,
  args: readonly string[],
  { cwd, env, started }: Surroundings = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...plain, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const ran = { stdout: "", stderr: "" };
    child.stdout.on("data", (text) => {
      ran.stdout += text;
    });
    child.stderr.on("data", (text) => {
      ran.stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...ran }));
    started?.(child);
  });
}

/** Run `sigma486` to its end. */
export const sigma486 = (args: readonly string[], surroundings?: Surroundings): Promise<Ran> =>
  run(process.execPath, [main, ...args], surroundings);

/** The command in words that a shell reads. */
export const shellCommand = (words: string): string => `'${process.execPath}' '${main}' ${words}`;

/** A new folder with these files, removed after the tests of the file that asks for it. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "sigma486-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

/** The lines of a text that ends with a newline. */
export const lines = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));
