/**
 * ipc stands for sigma: of the address spaces nothing happens in a step of ipc but maps, grants, demaps and releases.
 *
 * A message brings the page that it names, if the receiver accepts one; one step may let two messages through, the one
 * that a call sends and then the one that it receives. A deletion releases pages. All other steps leave memory alone.
 */
import { type Action, action, id, NIL, type Simulation } from "../../model/index.js";
import {
  grant,
  isBelow,
  isMapped,
  map,
  type Page,
  releaseRule,
  type Sigma,
  demap as sigmaDemap,
  sigmaRelease,
} from "../sigma/index.js";
import { pageOf, taskExists } from "./observers.js";
import { messages } from "./rules.js";
import { type Ipc, stands } from "./state.js";
import { type Asked, itemFor, senderTo, told } from "./steps.js";
import { deleteTask, demap, release } from "./tasks.js";
import type { Scope, Thread } from "./threads.js";

// ---------------------------------------------------------------------------------------------------- vocabulary

/** What is mapped or granted by the message that reached `to` in this step, if one did and it brought a page. */
function itemTo(before: Ipc, after: Ipc, asked: Asked, to: Thread): readonly Action[] {
  const item = itemFor(before, asked, senderTo(before, after, to), to);
  if (item === undefined) return [];
  const { kind, ...pages } = item;
  const rule = kind === "map" ? map : grant;
  const mayBe = Object.values(rule.requires).every((clause) => clause(before.sigma, pages));
  return wasTold(after, to) || mayBe ? [action(rule, pages)] : [];
}

/** A message that is told has brought its page. A thread that faulted is told nothing, whether a page came or not. */
const wasTold = (after: Ipc, to: Thread): boolean => told(after, to).from !== NIL;

/** Who sends receives last: what it receives comes after what it sends. */
const inOrder = ({ everyThread }: Ipc, { by, giver }: Asked): readonly Thread[] => [
  ...everyThread.filter((t) => t !== (by ?? giver)),
  ...everyThread.filter((t) => t === (by ?? giver)),
];

/** The pages that arrive with messages in this step. */
export const itemSteps = (before: Ipc, after: Ipc, asked: Asked): readonly Action[] =>
  inOrder(before, asked).flatMap((to) => itemTo(before, after, asked, to));

/** The mapped pages of the tasks that are there no more. */
const left = (before: Ipc, after: Ipc): readonly Page[] =>
  before.sigma.pagesOf.flatMap((pages, task) =>
    taskExists(before, id(task)) && !taskExists(after, id(task))
      ? pages.filter((p) => isMapped(before.sigma, p))
      : [],
  );

/** Those of the pages that do not derive from others of them. */
const roots = (s: Sigma, pages: readonly Page[]): readonly Page[] =>
  pages.filter((p) => !pages.some((q) => isBelow(s, p, q)));

/** The pages of deleted tasks are released, those first from which others derive. */
export const deletionSteps = (before: Ipc, after: Ipc): readonly Action[] =>
  roots(before.sigma, left(before, after)).map((from) => action(releaseRule, { from }));

// ----------------------------------------------------------------------------------------------------- simulation

export const ofSigma: Simulation<Ipc, Sigma> = {
  onto: sigmaRelease,
  says: "memory changes by the page items of messages that arrive, by demap and release, and by deletion; and as sigma says",
  source:
    "L95 2.1 (map and grant need the consent of both: they are done by IPC); X0 map messages, fpage_unmap, task_new",
  scope: ({ spaces, pages }: Scope) => ({ spaces, pages }),
  of: (s) => s.sigma,
  steps: [
    stands(messages, itemSteps),
    stands([demap], (before, _after, { by, page }) => [
      action(sigmaDemap, { from: pageOf(before, by, page) }),
    ]),
    stands([release], (before, _after, { by, page }) => [
      action(releaseRule, { from: pageOf(before, by, page) }),
    ]),
    stands([deleteTask], deletionSteps),
  ],
  covers: "all",
};
