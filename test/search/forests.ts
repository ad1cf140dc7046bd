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
