/** Models of a user's own: a module of TypeScript or JavaScript, loaded as it stands. */
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { createJiti } from "jiti";
import { instantiate, type Model } from "../model/index.js";
import { EXIT, errorText, Failure } from "./exit.js";
import { looksLikeModel, modelComplaint, toModel } from "./model-shape.js";
import { modules } from "./package.js";

/** A module of a user's that is of no use; the line begins with its path. */
const unreadable = (path: string, why: string, cause?: unknown): Failure =>
  new Failure(EXIT.unreadable, `${path}: ${why}`, { cause });

/** The model that `path` or `path#export` names. Throws Failure with code 150, in one line. */
export async function loadModel(name: string): Promise<Model> {
  const at = existsSync(name) ? -1 : name.lastIndexOf("#");
  const path = at < 0 ? name : name.slice(0, at);
  const exports = await loadModule(path);
  const [chosen, value] = at < 0 ? onlyModel(path, exports) : exportNamed(path, exports, name.slice(at + 1));
  const complaint = modelComplaint(value);
  if (complaint !== undefined) throw unreadable(path, `export ${chosen}: ${complaint}`);
  return checked(path, toModel(value));
}

/**
 * The module's exports. `sigma486` and the names below it mean this package, wherever the module lies. Without
 * interop a call of an imported function costs what it costs in a module of our own.
 */
async function loadModule(path: string): Promise<ReadonlyMap<string, unknown>> {
  if (!existsSync(path)) throw unreadable(path, "there is no such module");
  if (!statSync(path).isFile()) throw unreadable(path, "is not a file");
  const jiti = createJiti(import.meta.url, { alias: modules(), interopDefault: false, fsCache: false });
  try {
    const module = await jiti.import<object>(resolve(path));
    return new Map(Object.entries(module));
  } catch (error) {
    throw unreadable(path, `cannot be loaded: ${errorText(error)}`, error);
  }
}

function exportNamed(path: string, exports: ReadonlyMap<string, unknown>, name: string): [string, unknown] {
  if (exports.has(name)) return [name, exports.get(name)];
  throw unreadable(path, `has no export ${name}; it has ${[...exports.keys()].join(", ") || "none"}`);
}

/** The default export if it is a model, or else the only one that is. */
function onlyModel(path: string, exports: ReadonlyMap<string, unknown>): [string, unknown] {
  const found = [...exports].filter(([, value]) => looksLikeModel(value));
  const [first = found[0]] = found.filter(([name]) => name === "default");
  if (first === undefined) throw unreadable(path, "exports no model");
  if (first[0] === "default" || found.every(([, value]) => value === first[1])) return first;
  const choices = found.map(([name]) => `${path}#${name}`).join(", ");
  throw unreadable(path, `exports several models; choose one of ${choices}`);
}

/** The model, if it can be made at its own scopes. What its functions throw by themselves is told as it is. */
function checked(path: string, model: Model): Model {
  for (const [name, scope] of Object.entries(model.scopes))
    try {
      instantiate(model, scope);
    } catch (error) {
      throw unreadable(path, `at its scope ${name}: ${errorText(error)}`, error);
    }
  return model;
}
