/**
 * Blocks of a document that are made from results. A block stands between `<!-- made: NAME -->` and `<!-- end -->`;
 * a test compares it with what the checker finds today. To write the blocks anew: UPDATE_DOCS=1 npx vitest run test/docs
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The text of each block, by name. */
export type Blocks = Readonly<Record<string, string>>;

const BLOCK = /<!-- made: (\S+) -->\n([\s\S]*?)\n?<!-- end -->/g;

const pathOf = (document: string): string => join(import.meta.dirname, "../..", document);

export const textOf = (document: string): string => readFileSync(pathOf(document), "utf8");

/** The blocks that stand in a document; with UPDATE_DOCS set, after those that were made are written into it. */
export function blocksOf(document: string, made: Blocks): Blocks {
  if (process.env.UPDATE_DOCS) {
    const updated = textOf(document).replace(BLOCK, (block: string, name: string) =>
      name in made ? `<!-- made: ${name} -->\n${made[name]}\n<!-- end -->` : block,
    );
    writeFileSync(pathOf(document), updated);
  }
  const found = [...textOf(document).matchAll(BLOCK)];
  return Object.fromEntries(found.map(([, name, text]) => [name, text]));
}
