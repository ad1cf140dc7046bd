/** Three bugs planted in sigma, each a wrong effect; the walks must find them and the shrinker must make them short. */
import { type Model, NIL } from "../model/index.js";
import { demap, grant, map, originOf, page, revoke, rule, type Sigma, sigma } from "../spec/sigma/index.js";

/** demap that is not recursive: only pages mapped from the page itself become nil. */
const shallow = rule(
  "demap",
  { from: page },
  {
    ...demap,
    effect(s, { from }) {
      for (const p of s.everyPage) if (originOf(s, p) === from && p !== from) s.origin[p] = NIL;
    },
  },
);

/** grant that leaves the moved page's derived pages behind: their origin is a page that is no longer mapped. */
const leavesBehind = rule(
  "grant",
  { from: page, to: page },
  {
    ...grant,
    effect(s, { from, to }) {
      revoke(s, to);
      s.origin[to] = originOf(s, from);
      s.origin[from] = NIL;
    },
  },
);

/** demap that stops at depth two. */
const depthTwo = rule(
  "demap",
  { from: page },
  {
    ...demap,
    effect(s, { from }) {
      const children = s.everyPage.filter((p) => originOf(s, p) === from && p !== from);
      for (const child of children)
        for (const p of s.everyPage) if (originOf(s, p) === child) s.origin[p] = NIL;
      for (const child of children) s.origin[child] = NIL;
    },
  },
);

export interface Planted {
  readonly model: Model<Sigma>;
  /** Steps of the shortest trace there is. */
  readonly shortest: number;
}

export const planted: readonly Planted[] = [
  { model: { ...sigma, name: "demap not recursive", rules: [map, grant, shallow] }, shortest: 3 },
  {
    model: { ...sigma, name: "grant leaves derived pages behind", rules: [map, leavesBehind, demap] },
    shortest: 3,
  },
  { model: { ...sigma, name: "demap stops at depth two", rules: [map, grant, depthTwo] }, shortest: 4 },
];
