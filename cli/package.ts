/** This package: its version, and where the modules lie that it exports. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as v from "valibot";

const description = v.object({
  name: v.string(),
  version: v.string(),
  exports: v.record(v.string(), v.union([v.string(), v.object({ default: v.string() })])),
});

/** A package may import itself by name: wherever the bundled code lies, this is its own package.json. */
const file = createRequire(import.meta.url).resolve("sigma486/package.json");

/** The folder of this package. */
export const root = dirname(file);

export const { name, version, exports } = v.parse(description, JSON.parse(readFileSync(file, "utf8")));

/** What `import ... from` a name means: the file, for each name that the package exports. */
export const modules = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(exports).map(([path, target]) => [
      `${name}${path.slice(1)}`,
      join(root, typeof target === "string" ? target : target.default),
    ]),
  );
