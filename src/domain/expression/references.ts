import { nearest } from "../nearest.ts";
import { type Expression, ExpressionError } from "./ast.ts";
import { functionNamed, functionNames } from "./functions.ts";

/** What an expression may name where it stands. */
export interface Visible {
  /** Top-level names: `inputs`, `steps`, `item`, … */
  readonly names: readonly string[];
  readonly steps: readonly string[];
  readonly inputs: readonly string[];
  readonly env: readonly string[];
}

/** Everything wrong with an expression that can be known before anything runs, with positions. */
export function checkExpression(expression: Expression, visible: Visible): ExpressionError[] {
  const problems: ExpressionError[] = [];
  const unknown = (what: string, name: string, known: readonly string[], at: number) => {
    const near = nearest(name, known, 1)[0];
    problems.push(
      new ExpressionError(
        `unknown ${what} ${name}${near === undefined ? "" : `; did you mean ${near}?`}`,
        at,
      ),
    );
  };
  walk(expression, (node) => {
    if (node.kind === "name" && !visible.names.includes(node.name))
      unknown("name", node.name, visible.names, node.at);
    if (node.kind === "call") {
      const known = functionNamed(node.name);
      if (!known) unknown("function", node.name, functionNames, node.at);
      else if (node.args.length < known.args[0] || node.args.length > known.args[1]) {
        const [least, most] = known.args;
        const wants = least === most ? `${least}` : `${least} or ${most}`;
        problems.push(
          new ExpressionError(`${node.name} wants ${wants} argument${wants === "1" ? "" : "s"}`, node.at),
        );
      }
    }
    const named = memberOf(node);
    if (named?.root === "steps" && !visible.steps.includes(named.member))
      unknown("step", named.member, visible.steps, named.at);
    if (named?.root === "inputs" && !visible.inputs.includes(named.member))
      unknown("input", named.member, visible.inputs, named.at);
    if (named?.root === "env" && !visible.env.includes(named.member))
      unknown("env name", named.member, visible.env, named.at);
  });
  return problems;
}

/** The steps whose results an expression reads, each once. */
export function stepsReadBy(expression: Expression): string[] {
  const found = new Set<string>();
  walk(expression, (node) => {
    const named = memberOf(node);
    if (named?.root === "steps") found.add(named.member);
  });
  return [...found];
}

/** `steps.build` or `steps['build']`, not what is further to the right. */
function memberOf(node: Expression): { root: string; member: string; at: number } | undefined {
  if (node.kind === "property" && node.of.kind === "name")
    return { root: node.of.name, member: node.name, at: node.at };
  if (node.kind === "index" && node.of.kind === "name" && node.index.kind === "literal") {
    return { root: node.of.name, member: String(node.index.value), at: node.index.at };
  }
  return undefined;
}

function walk(node: Expression, visit: (node: Expression) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}

function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "list":
      return node.items;
    case "object":
      return node.entries.map(([, value]) => value);
    case "property":
    case "not":
      return [node.of];
    case "index":
      return [node.of, node.index];
    case "call":
      return node.args;
    case "binary":
      return [node.left, node.right];
    default:
      return [];
  }
}
