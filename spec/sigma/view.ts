/** The flat view of the slides, sigma : V -> R u {nil}, shown beside the origins in every trace.  [slide 68] */
import { optional, table } from "../../model/index.js";
import { page, realPage, type Scope, type Sigma, virtualPage } from "./state.js";

/** The real page behind each page. */
export const flat = (scope: Scope) => ({
  says: "sigma: the real page behind each page",
  schema: table(page(scope), optional(virtualPage(scope))),
  tags: { some: "Real", none: "Nil" },
  of: (s: Sigma) => s.everyPage.map((p) => realPage(s, p)),
});
