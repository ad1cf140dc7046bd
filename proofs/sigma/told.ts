/** A countermodel of sigma as a forest, and as a run of the model that ends with the request that fails. */
import { type Structure, type Told, valueIn } from "../../check/prove/index.js";
import { type Action, action, id, instantiate, print, printAction } from "../../model/index.js";
import { map, type Page, sigmaRelease } from "../../spec/sigma/index.js";
import { hangs, mapped, root, spaceFor } from "./words.js";

type Forest = ReturnType<typeof forestOf>;

/** The pages of a structure by number: which are in sigma0, which are mapped, and where each hangs. */
function forestOf(structure: Structure) {
  const pages = Array.from({ length: structure.sizes.get("Page") ?? 0 }, (_, p) => p);
  const is = (symbol: typeof root | typeof mapped, p: number) =>
    valueIn(structure, symbol.declared, [p]) === 1;
  const roots = pages.filter((p) => is(root, p));
  return {
    pages,
    roots,
    others: pages.filter((p) => !roots.includes(p)),
    isMapped: (p: number) => is(mapped, p),
    parent: (p: number) => pages.find((q) => valueIn(structure, hangs.declared, [p, q]) === 1),
    space: (p: number) => valueIn(structure, spaceFor.declared, [p]),
  };
}

/** Where the pages lie in the model: those of sigma0 in space 0, the others in spaces of their own. */
function placesOf({ roots, others, space }: Forest) {
  const spaces = [...new Set(others.map(space))];
  const inhabitants = [roots, ...spaces.map((one) => others.filter((p) => space(p) === one))];
  const pages = Math.max(1, ...inhabitants.map((all) => all.length));
  const numbers = inhabitants.flatMap((all, i) => all.map((p, v) => [p, i * pages + v] as const));
  return { scope: { spaces: Math.max(2, inhabitants.length), pages }, at: new Map<number, number>(numbers) };
}

/** The countermodel in words; the request is by this rule. */
export function told(structure: Structure, rule: string): Told {
  const forest = forestOf(structure);
  const { scope, at } = placesOf(forest);
  const pageAt = (p: number): Page => id(at.get(p) ?? 0);
  const { schema } = pagesAt(scope);
  const name = (p: number): string => print(schema, pageAt(p));
  const args = Object.fromEntries(Object.entries(structure.args).map(([key, p]) => [key, pageAt(p)]));
  const request: Action = { rule, args };
  return { scope, actions: [...built(forest, pageAt), request], drawn: drawn(forest, name, request, scope) };
}

const pagesAt = (scope: Told["scope"]) => {
  const [first] = instantiate(sigmaRelease, scope).rules;
  const [variable] = first?.variables ?? [];
  if (variable === undefined) throw new Error("a rule of sigma has no parameter");
  return variable;
};

/** The maps that make the forest, each page after the one that it hangs on. */
function built(forest: Forest, pageAt: (p: number) => Page): readonly Action[] {
  const below = (p: number): readonly number[] =>
    forest.others
      .filter((q) => forest.isMapped(q) && forest.parent(q) === p)
      .flatMap((q) => [q, ...below(q)]);
  return forest.roots.flatMap(below).map((to) => {
    const from = forest.parent(to) ?? to;
    return action(map, { from: pageAt(from), to: pageAt(to) });
  });
}

/** Each page under the one that it hangs on; then those that are nil, and the request. */
function drawn(
  forest: Forest,
  name: (p: number) => string,
  request: Action,
  scope: Told["scope"],
): readonly string[] {
  const tree = (p: number, depth: number): readonly string[] => [
    `${"   ".repeat(depth)}${depth === 0 ? "" : "└─ "}${name(p)}${depth === 0 ? " in sigma0" : ""}`,
    ...forest.others
      .filter((q) => forest.isMapped(q) && forest.parent(q) === p)
      .flatMap((q) => tree(q, depth + 1)),
  ];
  const empty = forest.others.filter((p) => !forest.isMapped(p)).map((p) => `${name(p)} is nil`);
  const asked = printAction(instantiate(sigmaRelease, scope), request);
  return [...forest.roots.flatMap((p) => tree(p, 0)), ...empty, asked];
}
