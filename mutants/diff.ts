/** A mutant: a unified diff against files of spec/ or impl/, or of proofs/, and in front of it the mutant's header and story. */
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { applyPatch, parsePatch, type StructuredPatch } from "diff";
import * as v from "valibot";

/** A diff, or what stands in front of it, that is of no use; the line begins with the path of its file. */
export class DiffError extends Error {
  override name = "DiffError";
}

export interface Mutant {
  /** The name of its file, without the ending. */
  readonly id: string;
  /** The path of its file. */
  readonly path: string;
  /** The lines `key: value` at the head of the file. */
  readonly fields: Readonly<Record<string, string>>;
  /** What stands between these and the diff. */
  readonly story: string;
  /** The diff as it stands in the file. */
  readonly diff: string;
  readonly patches: readonly FilePatch[];
}

/** The part of a diff that is about one file. */
interface FilePatch {
  /** `spec/sigma/rules.ts` */
  readonly file: string;
  readonly patch: StructuredPatch;
}

/** A mutant of the gallery says what it is, and what must catch it. */
export interface Exhibit extends Mutant {
  /** The bug in one line. */
  readonly bug: string;
  /** The model to be judged, the property that must catch it there, and the certified length of the shortest trace. */
  readonly model: string;
  readonly property: string;
  readonly length: number;
  /** The scope at which it is judged, where that is not the model's quick one. */
  readonly scope?: string;
}

/** A mutant of the gallery that is a bug in the kernel. */
export interface KernelExhibit extends Mutant {
  readonly bug: string;
  /** The invariant, the contract or the field of the state that must catch it. */
  readonly property: string;
  /** The profile in which it is judged, and the seed of the walks, where these are not the usual ones. */
  readonly profile?: string;
  readonly seed?: number;
}

/** Does a mutant change the kernel, and not the specification? */
export const isOfKernel = ({ patches }: Mutant): boolean =>
  patches.some(({ file }) => file.startsWith("impl/"));

const LARGEST = 2 ** 20;

/** Read the file of a mutant. Throws DiffError. */
export function readMutant(path: string): Mutant {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new DiffError(`${path}: is not a file`);
    if (stat.size > LARGEST) throw new DiffError(`${path}: is larger than 1 MiB`);
    return parseMutant(path, readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof DiffError) throw error;
    const why = error instanceof Error && "code" in error ? error.code : error;
    throw new DiffError(`${path}: cannot be read (${why})`, { cause: error });
  }
}

/** Where a diff begins. */
const DIFF = /^(?:diff --git |Index: |--- )/m;

/** Read the text of a mutant. Throws DiffError. */
export function parseMutant(path: string, text: string): Mutant {
  const at = text.search(DIFF);
  if (at < 0) throw new DiffError(`${path}: there is no diff in it (no line begins with ---)`);
  const [head, diff] = [text.slice(0, at), text.slice(at)];
  const { fields, story } = header(head);
  const patches = parsed(path, head.replace(/.+/g, "") + diff).map((patch) => ({
    file: fileOf(path, patch),
    patch,
  }));
  return { id: basename(path).replace(/\.\w+$/, ""), path, fields, story, diff, patches };
}

/** Lines `key: value`, an empty line, and the story. */
function header(text: string): Pick<Mutant, "fields" | "story"> {
  const [head = "", ...story] = text.replaceAll("\r\n", "\n").split(/\n\n+/);
  const lines = [...head.matchAll(/^(\w+): *(.*)$/gm)];
  const fields = Object.fromEntries(lines.map(([, key, value]) => [key, value?.trim()]));
  return { fields, story: story.join("\n\n").trim() };
}

/** What a diff says of each file; what is wrong is told with the number of its line. */
function parsed(path: string, diff: string): StructuredPatch[] {
  try {
    const patches = parsePatch(diff).filter((patch) => patch.hunks.length > 0);
    if (patches.length === 0) throw new Error("it changes nothing (no line begins with @@)");
    return patches;
  } catch (error) {
    throw new DiffError(`${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/** The file that a patch changes: one of spec/, impl/ or proofs/, before and after. */
function fileOf(path: string, { oldFileName = "", newFileName = "" }: StructuredPatch): string {
  const [before, after] = [oldFileName, newFileName].map((name) => name.replace(/^(?:[abciow]|\.)\//, ""));
  const file = before ?? "";
  if (file === "") throw new DiffError(`${path}: a hunk names no file (no line --- above it)`);
  if (file !== after)
    throw new DiffError(
      `${path}: from ${oldFileName} to ${newFileName}: a mutant changes files, and makes none`,
    );
  if (!/^(?:spec|impl|proofs)\/(?:[\w-]+\/)*[\w-]+\.ts$/.test(file))
    throw new DiffError(`${path}: changes ${file}, which is no module of spec/, impl/ or proofs/`);
  return file;
}

// ------------------------------------------------------------------------------------------------------- applying

/**
 * The new text of each file that a mutant changes; `read` gives the old one, or undefined where there is no such file.
 * A hunk may have moved, but its lines must be as they were. Throws DiffError.
 */
export function patched(
  { path, patches }: Mutant,
  read: (file: string) => string | undefined,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { file, patch } of patches) {
    const text = texts.get(file) ?? read(file);
    if (text === undefined) throw new DiffError(`${path}: there is no ${file}`);
    const made = applyPatch(text, patch);
    if (made === false) throw new DiffError(`${path}: ${misfit(text, patch)} does not apply to ${file}`);
    if (made === text) throw new DiffError(`${path}: changes nothing in ${file}`);
    texts.set(file, made);
  }
  return texts;
}

/** `hunk 2 (@@ -40,7 +40,6 @@)`: the first that does not apply. */
function misfit(text: string, patch: StructuredPatch): string {
  const fits = (n: number): boolean =>
    applyPatch(text, { ...patch, hunks: patch.hunks.slice(0, n) }) !== false;
  const at = patch.hunks.findIndex((_, n) => !fits(n + 1));
  const hunk = patch.hunks[at];
  if (hunk === undefined) return "the diff";
  const { oldStart, oldLines, newStart, newLines } = hunk;
  return `hunk ${at + 1} (@@ -${oldStart},${oldLines} +${newStart},${newLines} @@)`;
}

// -------------------------------------------------------------------------------------------------------- gallery

const line = v.pipe(v.string(), v.nonEmpty("is empty"));
const whole = v.pipe(v.string(), v.regex(/^\d{1,6}$/, "is not a whole number"), v.transform(Number));
const exhibitHeader = v.strictObject({
  bug: line,
  model: line,
  property: line,
  length: whole,
  scope: v.exactOptional(line),
});

const kernelHeader = v.strictObject({
  bug: line,
  property: line,
  profile: v.exactOptional(line),
  seed: v.exactOptional(whole),
});

/** The mutant with all that the gallery wants to know of it. Throws DiffError where its header does not say so. */
export function exhibit(mutant: Mutant): Exhibit {
  return { ...mutant, ...told(mutant, v.safeParse(exhibitHeader, mutant.fields, { abortEarly: true })) };
}

/** The same of a bug in the kernel. */
export function kernelExhibit(mutant: Mutant): KernelExhibit {
  return { ...mutant, ...told(mutant, v.safeParse(kernelHeader, mutant.fields, { abortEarly: true })) };
}

type Parsed<O> =
  | { readonly success: true; readonly output: O }
  | { readonly success: false; readonly issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]] };

function told<O>(mutant: Mutant, result: Parsed<O>): O {
  if (!result.success) throw new DiffError(`${mutant.path}: ${complaint(result.issues[0])}`);
  if (mutant.story === "")
    throw new DiffError(`${mutant.path}: has no story between its header and the diff`);
  return result.output;
}

function complaint({ kind, received, expected, message, path }: v.BaseIssue<unknown>): string {
  const key = String(path?.[0]?.key ?? "");
  if (kind !== "schema") return `${key}: ${message}`;
  if (expected === "never") return `${key}: is no entry of a mutant's header`;
  return received === "undefined" ? `has no line ${key}: ... in front of its diff` : `${key}: ${message}`;
}
