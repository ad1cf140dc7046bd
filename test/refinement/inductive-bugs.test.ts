/** Bugs of the gallery that walks find late, or only with luck, are found from few arbitrary states. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { jointInduction } from "../../check/index.js";
import { kernelGallery } from "../../mutants/gallery.js";
import { mutatedMachine } from "../../mutants/judge-kernel.js";
import { isJudged, KernelStates } from "../../refinement/inductive/states.js";
import { correspondenceOf, type Setup } from "../../refinement/machines.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const setup: Setup = { machine: "small", design: "l3", profile: "everything" };
const states = new KernelStates(correspondenceOf(setup));

/** Ids, and what each breaks. */
const bugs: Readonly<Record<string, string>> = {
  "attach-keeps-old-line": "lines",
  "children-forget-siblings": "pages",
  "cut-not-told-to-sender": "thread",
  "deleted-in-queue": "queues",
  "end-leaves-queue-link": "queues",
  "fault-of-sender-only": "thread",
  "frame-of-pool-not-cleared": "queues",
  "heirs-below": "tasks",
  "idle-forgets-last": "rest",
};

describe("a bug of the kernel", () => {
  test.each(Object.entries(bugs))("%s", { timeout: 120_000 }, async (bug, broken) => {
    const mutant = kernelGallery(root).find(({ id }) => id === bug);
    if (mutant === undefined) throw new Error(`there is no ${bug}`);
    const kernel = await mutatedMachine(root, mutant, setup);
    const { failure } = jointInduction(kernel, states, { seed: 486, samples: 150, counts: isJudged });
    expect(failure?.told[0]?.wrong).toMatch(new RegExp(`^${broken}\\b`));
  });
});
