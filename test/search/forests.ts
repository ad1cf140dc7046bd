/**
 * sigma's reachable states, counted without searching.
 *
 * A state is a forest: its roots are sigma0's V pages, and each of the n = (S-1) V other pages is nil or hangs below a
 * root. With k pages mapped, chosen in C(n,k) ways, there are V (V+k)^(k-1) such forests (Cayley 1889: forests on V+k
 * points with V given roots). Every forest is reached, page by page, by k maps; so level k of the search holds these.
 */

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

/** The forests with exactly k of n pages mapped. */
const forests = (n: number, k: number, roots: number): number =>
  k === 0 ? 1 : choose(n, k) * roots * (roots + k) ** (k - 1);

export type Size = Readonly<Record<"spaces" | "pages", number>>;

/** The sizes of the levels of the search, from 0 to n maps. */
export function levels({ spaces, pages }: Size): number[] {
  const n = (spaces - 1) * pages;
  return Array.from({ length: n + 1 }, (_, k) => forests(n, k, pages));
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** The scopes at which the search is compared with the closed form. */
export const compared: readonly Size[] = [
  ...[1, 2, 3].flatMap((spaces) => [1, 2, 3].map((pages) => ({ spaces, pages }))),
  { spaces: 4, pages: 2 },
];

// -------------------------------------------------------------------------------------------- classes of forests

/** Every forest of this size, as the origins of its pages; -1 for nil. The array is the same each time. */
function* everyForest({ spaces, pages }: Size): Generator<readonly number[]> {
  const all = spaces * pages;
  const origin = Array.from({ length: all }, (_, p) => (p < pages ? p : -1));
  const ends = (p: number, left: number): boolean =>
    p < pages ? p >= 0 : left > 0 && ends(origin[p] ?? -1, left - 1);
  for (let n = 0; n < (all + 1) ** (all - pages); n++) {
    for (let p = pages, rest = n; p < all; p++, rest = Math.floor(rest / (all + 1)))
      origin[p] = (rest % (all + 1)) - 1;
    if (origin.every((from, p) => from < 0 || ends(p, all))) yield origin;
  }
}

const permutations = (of: readonly number[]): number[][] =>
  of.length === 0
    ? [[]]
    : of.flatMap((x) => permutations(of.filter((y) => y !== x)).map((rest) => [x, ...rest]));

/** Every way to rename pages: spaces other than sigma0 swapped, and virtual pages swapped in all spaces alike. */
function renamings({ spaces, pages }: Size): number[][] {
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);
  const ofSpaces = permutations(upTo(spaces).slice(1)).map((rest) => [0, ...rest]);
  return ofSpaces.flatMap((a) =>
    permutations(upTo(pages)).map((b) => a.flatMap((space) => b.map((page) => space * pages + page))),
  );
}

/** How many forests there are, and how many classes of them that differ in names only. */
export function forestClasses(size: Size): { forests: number; classes: number } {
  const group = renamings(size);
  const least = new Set<string>();
  let forests = 0;
  for (const origin of everyForest(size)) {
    forests++;
    const texts = group.map((to) => {
      const renamed: number[] = [];
      origin.forEach((from, p) => {
        renamed[to[p] ?? -1] = from < 0 ? -1 : (to[from] ?? -1);
      });
      return renamed.join();
    });
    least.add(texts.reduce((a, b) => (a < b ? a : b)));
  }
  return { forests, classes: least.size };
}
