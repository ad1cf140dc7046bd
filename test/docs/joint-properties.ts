/** What is judged of a step of the machine beside its invariants: by the names that complaints have, as the judges' sources word them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { instantiate } from "../../model/index.js";
import { kernel as specification } from "../../spec/kernel/index.js";

/** Fields of the specification's state that are compared. What the TLB remembers is not: it may forget at will. */
function fields(): readonly string[] {
  const { schema } = instantiate(specification, specification.scopes.quick);
  if (schema.kind !== "record") return [];
  return Object.entries(schema.fields).flatMap(([name, { kind }]) =>
    kind === "constant" || kind === "transient" || name === "tlb" ? [] : [name],
  );
}

/** Complaints that begin with the name of what is broken. */
const promised = (source: string): readonly string[] =>
  [...source.matchAll(/`(\w+): /g)].map(([, name = ""]) => name);

/** Complaints of the comparison itself, which have a name in one place. */
function compared(source: string): readonly string[] {
  const [, brokenBy = ""] = source.split("export function brokenBy");
  const [body = ""] = brokenBy.split("\n}\n");
  return [...body.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
}

/** All of them; and that states of the machine with the same details do the same. */
export function jointProperties(root: string): readonly string[] {
  const read = (file: string): string => readFileSync(join(root, file), "utf8");
  const judges = readdirSync(join(root, "refinement")).filter((file) => file.endsWith(".ts"));
  const contracts = judges.flatMap((file) => promised(read(`refinement/${file}`)));
  return [...new Set(["detail", ...compared(read("check/trace/joint.ts")), ...fields(), ...contracts])];
}
