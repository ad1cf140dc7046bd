/**
 * Loading a specification with a bug in it: the sources of spec/ as the package has them, with the text of some files
 * replaced on the way. Nothing is written. The vocabulary is the one that the judges use, so that the model's values
 * are theirs.
 */
import { readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { createJiti, type Jiti } from "jiti";
import * as vocabulary from "../model/index.js";

/** What a module exports, and which modules of spec/ were loaded for it. */
export interface Loaded {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly files: ReadonlySet<string>;
}

/** How a specification imports the vocabulary, from any depth. */
const VOCABULARY = Object.fromEntries(
  [1, 2, 3, 4].map((depth) => [`${"../".repeat(depth)}model/index.js`, vocabulary]),
);

/** Modules translated so far: a mutant changes one or two, and all the others are the same for each. */
const translated = new Map<string, string>();
let translator: Jiti | undefined;

/**
 * Load a module of spec/, such as `spec/sigma/index.ts`; `texts` are those of the files that are changed. `known` modules are
 * not loaded again: they are named as they are imported.
 */
export async function loadChanged(
  root: string,
  entry: string,
  texts: ReadonlyMap<string, string>,
  known: Readonly<Record<string, unknown>> = {},
): Promise<Loaded> {
  translator ??= createJiti(root, { fsCache: false });
  const { transform } = translator;
  const files = new Set<string>();
  const given = { ...VOCABULARY, ...known };
  const jiti = createJiti(root, {
    virtualModules: given,
    interopDefault: false,
    fsCache: false,
    moduleCache: false,
    transform(options) {
      const path = options.filename ?? "";
      const file = relative(root, path).split(sep).join("/");
      files.add(file);
      const text = texts.get(file);
      if (text !== undefined) return { code: direct(transform({ ...options, source: text }), path, given) };
      const code = translated.get(path) ?? transform(options);
      translated.set(path, code);
      return { code: direct(code, path, given) };
    },
  });
  const exports = await jiti.import<Record<string, unknown>>(join(root, entry));
  return { exports, files };
}

/** Imports name files of ours as they lie there: to look for each in vain elsewhere takes longer than to load it. */
const direct = (code: string, path: string, given: Readonly<Record<string, unknown>>): string =>
  code.replaceAll(/jitiImport\("(\.[^"]*)\.js"\)/g, (whole, to: string) =>
    Object.hasOwn(given, `${to}.js`)
      ? whole
      : `jitiImport(${JSON.stringify(join(dirname(path), `${to}.ts`))})`,
  );

/** The text of a file of the package, or undefined where there is none. */
export function sourceText(root: string, file: string): string | undefined {
  try {
    return readFileSync(join(root, file), "utf8");
  } catch {
    return undefined;
  }
}
