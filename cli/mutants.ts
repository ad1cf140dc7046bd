/** `sigma486 mutants [list|show ID|run [ID...]]`: the gallery of bugs, and whether each is caught. */
import { gridText } from "../check/report/table.js";
import { paragraphs } from "../check/report/text.js";
import { search } from "../check/search/search.js";
import { explain } from "../check/trace/explain.js";
import { explainText, wrap } from "../check/trace/explain-text.js";
import { isBad } from "../check/trace/trace.js";
import type { Exhibit, KernelExhibit, Mutant } from "../mutants/diff.js";
import { gallery, kernelGallery } from "../mutants/gallery.js";
import { EXIT, type ExitCode, Failure } from "./exit.js";
import type { Flags, Main } from "./flags.js";
import { kernelTrace } from "./kernel-mutants.js";
import { runGallery } from "./mutants-run.js";
import { findMutant, meantBy } from "./mutated-model.js";
import { reportStyle } from "./output.js";
import { root } from "./package.js";
import { findTarget, instanceAt } from "./target.js";
import { print } from "./terminal.js";

const ACTIONS: Readonly<Record<string, Main>> = { list, show, run: runGallery };

export const main: Main = async ([action = "list", ...ids], flags) => {
  const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (act === undefined) throw new Failure(EXIT.usage, `mutants ${action}: there are list, show and run`);
  return act(ids, flags);
};

/** What the gallery has, a line each. */
async function list(_ids: readonly string[], flags: Flags): Promise<ExitCode> {
  const all = gallery(root);
  const bugs = kernelGallery(root);
  if (flags.json) {
    const each = [...all.map(described), ...bugs.map(describedBug)];
    await print(`${JSON.stringify(each, undefined, 2)}\n`);
  } else {
    const rows = all.map(({ id, model, property, length, bug }) => [
      id,
      model,
      property,
      String(length),
      bug,
    ]);
    const style = reportStyle(flags);
    await print(gridText(["mutant", "model", "caught by", "steps", "the bug"], rows, style));
    const theirs = bugs.map(({ id, profile = "small", property, bug }) => [id, profile, property, bug]);
    await print(`\n${gridText(["in the kernel", "profile", "caught by", "the bug"], theirs, style)}`);
  }
  return EXIT.holds;
}

/** A mutant as data. */
const described = ({ id, bug, model, property, length, scope, story, patches }: Exhibit) => ({
  ...{ id, bug, model, property, length, scope, story },
  files: patches.map(({ file }) => file),
});

const describedBug = ({ id, bug, property, profile, seed, story, patches }: KernelExhibit) => ({
  ...{ id, bug, property, profile, seed, story },
  files: patches.map(({ file }) => file),
});

/** One mutant: its story, its diff, and the shortest trace that shows the bug. */
async function show(names: readonly string[], flags: Flags): Promise<ExitCode> {
  const [name, ...more] = names;
  if (name === undefined || more.length > 0)
    throw new Failure(EXIT.usage, "mutants show: give the id of one mutant, or the path of a diff");
  const mutant = findMutant(name);
  const { width, paint } = reportStyle(flags);
  const told = await kernelTrace(mutant, name, flags, width);
  const trace = told === undefined ? await explained(mutant, name, flags) : { text: told };
  if (flags.json) {
    const { id, fields, story, diff } = mutant;
    await print(`${JSON.stringify([{ id, ...fields, story, diff, ...trace }], undefined, 2)}\n`);
    return EXIT.holds;
  }
  const colours: Readonly<Record<string, (text: string) => string>> = { "+": paint.good, "-": paint.bad };
  const diff = mutant.diff.trimEnd().split("\n");
  await print(
    paragraphs([
      wrap(`${mutant.id}: ${mutant.fields.bug ?? mutant.path}`, width, "", "  "),
      ...mutant.story.split(/\n\n+/).map((text) => wrap(text.replace(/\s+/g, " "), width, "", "")),
      diff.map((line) => colours[line.charAt(0)]?.(line) ?? line),
      [trace.text.trimEnd()],
    ]),
  );
  return EXIT.holds;
}

/** The shortest trace of the property that its header names, or else of the first that is broken. */
async function explained(mutant: Mutant, name: string, flags: Flags): Promise<{ readonly text: string }> {
  const target = await findTarget(`${meantBy(name)}+${name}`, {});
  const scope = flags.scope ?? mutant.fields.scope;
  const instance = instanceAt(target, scope === undefined ? {} : { scope }, target.model.scopes.quick);
  const { property } = mutant.fields;
  const found = search(instance, property === undefined ? {} : { properties: [property], deadlock: false });
  const trace = found.traces.find(isBad);
  if (trace === undefined)
    return { text: `${property ?? "every property"} holds: the search does not catch it` };
  return {
    text: explainText(explain(instance, trace, { all: flags.all ?? false }), reportStyle(flags).width),
  };
}
