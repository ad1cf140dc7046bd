/** `sigma486 prove [MODEL...]`: what holds of a model at every size, by an SMT solver. */
import { join } from "node:path";
import type { Theory } from "../check/prove/index.js";
import { judging, type Proof } from "../check/prove/proof.js";
import { openSolver } from "../check/prove/solver.js";
import { proofLines, proofResult, proofSuite, proofText } from "../check/report/prove-text.js";
import { parseScope, type Scope } from "../model/index.js";
import { EXIT, type ExitCode } from "./exit.js";
import { makeFolder, writeFile } from "./files.js";
import type { Flags, Main } from "./flags.js";
import { type Besides, reportStyle } from "./output.js";
import { drive, type OpenSession, openSession } from "./session.js";
import { print } from "./terminal.js";
import { theoriesOf } from "./theories.js";

export const main: Main = async (names, flags) => {
  if (flags.gallery) return (await import("./prove-gallery.js")).main(names, flags);
  const theories = await theoriesOf(names, flags.mutant);
  // Before a long run: can the files be written at all?
  if (flags.smtlib !== undefined) makeFolder(flags.smtlib);
  const session = await openSession(flags, theories.length > 1);
  const proofs = await proveAll(session, theories);
  session.progress.clear();
  for (const proof of proofs) if (flags.smtlib !== undefined) writeSmtlib(flags.smtlib, proof);
  const code = proofCode(proofs);
  process.exitCode = code;
  if (flags.json) await print(`${JSON.stringify(proofs.map(proofResult), undefined, 2)}\n`);
  else if (flags.verbosity > 0)
    await print(proofs.map((proof) => proofText(proof, reportStyle(flags))).join("\n"));
  return code;
};

/** Judge theories one after another, by one solver. */
export async function proveAll(session: OpenSession, theories: readonly Theory[]): Promise<readonly Proof[]> {
  const solver = await openSolver();
  const proofs: Proof[] = [];
  try {
    for (const theory of theories) {
      if (session.signal.aborted) break;
      // A bug makes guards superfluous, and others needed: that is no news.
      const guards = theory.spare !== undefined && !theory.model.name.includes("+");
      const options = { guards, scopes: scopesOf(theory, session.flags) };
      const line = (progress: string): string => `${theory.model.name} · ${progress}`;
      proofs.push(await drive(session, judging(solver, theory, options), line));
    }
  } finally {
    await solver.close();
  }
  return proofs;
}

/** Proofs in a report of other judges: a line each, and whole reports of those that are not as they should be. */
export async function provedBesides(
  session: OpenSession,
  theories: readonly Theory[],
): Promise<Besides | undefined> {
  if (theories.length === 0) return undefined;
  const proofs = await proveAll(session, theories);
  const bad = proofs.filter(({ verdict }) => verdict !== "holds");
  return {
    results: proofs.map(proofResult),
    verdicts: proofs.map(({ verdict }) => verdict),
    suites: proofs.map(proofSuite),
    code: proofCode(proofs),
    text: (style) =>
      ["", proofLines(proofs, style), ...bad.map((proof) => proofText(proof, style))].join("\n"),
  };
}

const scopesOf = ({ model, scopes }: Theory, { scope }: Flags): readonly Scope[] =>
  scope === undefined ? scopes : [parseScope(model, scope)];

/** Of verdicts: the gravest first. */
const CODES = [
  ["disagree", EXIT.disagreement],
  ["violated", EXIT.violation],
  ["interrupted", EXIT.interrupted],
  ["limit", EXIT.limit],
] as const;

/** The code of the gravest verdict. */
export function proofCode(proofs: readonly Proof[]): ExitCode {
  const gravest = CODES.find(([verdict]) => proofs.some((proof) => proof.verdict === verdict));
  return gravest === undefined ? EXIT.holds : gravest[1];
}

/** Every question that was asked, one file each: `DIR/sigma/map-SIG-ORIGIN.smt2`. */
function writeSmtlib(folder: string, { model, obligations, guards }: Proof): void {
  const at = makeFolder(join(folder, model.name));
  const asked = [
    ...obligations.map((one) => ({ name: `${one.rule}-${one.property}`, one })),
    ...guards.flatMap(({ rule, clause, fails }) =>
      fails === undefined ? [] : [{ name: `${rule}-without-${clause}-${fails.property}`, one: fails }],
    ),
  ];
  for (const { name, one } of asked)
    one.asked.forEach(({ text, answer }, i) => {
      const suffix = one.asked.length === 1 ? "" : `-${i + 1}`;
      writeFile(join(at, `${name}${suffix}.smt2`), `; answer: ${answer}\n${text}`);
    });
}
