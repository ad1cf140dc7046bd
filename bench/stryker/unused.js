// What an instruction computes and nobody takes: `cpu.lea(page + offset, "lea edi,[edi+eax]");` stands for its clocks, and
// they do not depend on the value. Mutants of the value are all equivalent, so none is made.

/** Instructions of impl/i486 that only give back the value that they are told. */
const INSTRUCTIONS = new Set(["mov", "alu", "lea", "shift"]);

/** Is this the value of such an instruction, in a statement of its own? */
function isUnused({ key, listKey, parentPath }) {
  if (listKey !== "arguments" || key !== 0 || !parentPath.parentPath.isExpressionStatement()) return false;
  const { callee } = parentPath.node;
  return callee.type === "MemberExpression" && INSTRUCTIONS.has(callee.property.name);
}

const shouldIgnore = (path) => (isUnused(path) ? "the value of the instruction is not used" : undefined);

export const strykerPlugins = [{ kind: "Ignore", name: "unused", value: { shouldIgnore } }];
