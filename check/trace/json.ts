/** JSON from outside: parsed, or told where it breaks, and searched for what no trace holds. */
import { TraceError } from "./error.js";

/** The value of a JSON text. Throws TraceError with line and column, counted from 1, where it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    const before = text.slice(0, breakIn(text));
    const line = before.split("\n").length;
    const column = before.length - before.lastIndexOf("\n");
    const what = before.length === text.length ? "the JSON text ends too early" : "this is not JSON";
    throw new TraceError(`line ${line}, column ${column}: ${what}`);
  }
}

const SPACE = /[ \t\n\r]*/y;
const MARK = /[{}[\]:,]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** Part of a string; of bounded length, so that a long string does not exhaust the stack of the matcher. */
const PIECE = /[ !\x23-\x5b\x5d-\uffff]{1,4096}|\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** Kinds of token, one letter each: the marks as they are, s for a string, v for any other value. */
const VALUE = "{[sv";

/** Where the text stops being the beginning of a JSON text: the offset of the first token that cannot stand there. */
function breakIn(text: string): number {
  const open: string[] = [];
  let wanted = VALUE;
  let key = false;
  for (let at = after(SPACE, text, 0); at < text.length; at = after(SPACE, text, at)) {
    const end = text.charAt(at) === '"' ? stringEnd(text, at) : after(MARK, text, at);
    const kind = end === at ? "none" : kindOf(text.charAt(at));
    if (kind === "none" || !wanted.includes(kind)) return at;
    if ("{[".includes(kind)) open.push(kind);
    if ("}]".includes(kind)) open.pop();
    const isKey = key && kind === "s";
    key = kind === "{" || (kind === "," && open.at(-1) === "{");
    wanted = isKey ? ":" : wantedAfter(kind, open.at(-1));
    at = end;
  }
  return text.length;
}

/** The offset behind what the sticky pattern matches at `at`; `at` itself when it does not match. */
function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** The offset behind the string that begins at `at`; `at` itself when it is none. */
function stringEnd(text: string, at: number): number {
  let end = at + 1;
  for (let next = after(PIECE, text, end); next > end; next = after(PIECE, text, end)) end = next;
  return text.charAt(end) === '"' ? end + 1 : at;
}

const kindOf = (first: string): string => ("{}[]:,".includes(first) ? first : first === '"' ? "s" : "v");

function wantedAfter(kind: string, inside: string | undefined): string {
  if (kind === "{") return "s}";
  if (kind === "[") return `${VALUE}]`;
  if (kind === ":") return VALUE;
  if (kind === ",") return inside === "{" ? "s" : VALUE;
  return inside === undefined ? "" : inside === "{" ? ",}" : ",]";
}

/** Keys that mean something else to JavaScript than to JSON. */
const FORBIDDEN = ["__proto__", "constructor", "prototype"];
const DEEPEST = 100;

/** Throws TraceError, naming the place, for a key that no trace has and for nesting beyond reason. */
export function inspectJson(json: unknown, place: (string | number)[] = []): void {
  if (typeof json !== "object" || json === null) return;
  const here = (): string => pathText(place) || "the file";
  if (place.length >= DEEPEST) throw new TraceError(`${here()}: nested more than ${DEEPEST} deep`);
  const go = (key: string | number, inner: unknown): void => {
    if (typeof key === "string" && FORBIDDEN.includes(key))
      throw new TraceError(`${here()}: the key ${key} is not allowed`);
    place.push(key);
    inspectJson(inner, place);
    place.pop();
  };
  if (Array.isArray(json)) for (let i = 0; i < json.length; i++) go(i, json[i]);
  else for (const [key, inner] of Object.entries(json)) go(key, inner);
}

/** `states[3].origin` */
export const pathText = (keys: readonly unknown[]): string =>
  keys
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
