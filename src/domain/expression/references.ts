import { nearest } from "../text/nearest.ts";
import { type Expression, ExpressionError } from "./ast.ts";
import { functionNamed, functionNames } from "./functions.ts";

/** What an expression may name where it stands. */
export interface Visible {
  /** Top-level names: `inputs`, `steps`, `item`, … */
  readonly names: readonly string[];
  readonly steps: readonly string[];
  readonly inputs: readonly string[];
  readonly env: readonly string[];
  /** Why something that is known (`item`, `steps.deploy`) may not be read here; undefined where it may. */
  readonly refused?: (name: string) => Refusal | undefined;
  /** The names of a step's `outputs`, where they are known. */
  readonly outputsOf?: (step: string) => readonly string[] | undefined;
}

export interface Refusal {
  readonly message: string;
  readonly fix: string;
}

/** What is known of a step once it has run. */
const stepFields = ["output", "outputs", "stdout", "stderr", "exitCode", "status"];

/** Everything wrong with an expression that can be known before anything runs, with positions. */
export function checkExpression(expression: Expression, visible: Visible): ExpressionError[] {
  const problems: ExpressionError[] = [];
  const refuse = (at: number, { message, fix }: Refusal) =>
    problems.push(new ExpressionError(message, at, fix));
  const check = (what: string, name: string, words: readonly string[], at: number, none?: string) => {
    if (words.includes(name)) return;
    refuse(at, { message: `unknown ${what} ${name}`, fix: fixOf(name, words, none) });
  };
  const named = new Set<Expression>();
  walk(expression, (node) => {
    if (node.kind === "name") {
      const refusal = visible.refused?.(node.name);
      if (refusal) refuse(node.at, refusal);
      else if (node.name === "steps" && !named.has(node)) refuse(node.at, unnamed);
      else check("name", node.name, visible.names, node.at);
    }
    if (node.kind === "call") checkCall(node, refuse);
    const member = memberOf(node);
    if (member) named.add(member.of);
    if (member?.root === "steps") {
      const refusal = visible.refused?.(`steps.${member.name}`);
      if (refusal) refuse(member.at, refusal);
      else check("step", member.name, visible.steps, member.at);
    }
    if (member?.root === "inputs") {
      check("input", member.name, visible.inputs, member.at, "Name it in the workflow's inputs:");
    }
    if (member?.root === "env") {
      check("env name", member.name, visible.env, member.at, "Name it in the workflow's env:");
    }
    const field = stepMember(node);
    if (field) check("field of a step", field.field, stepFields, field.at);
    const output = outputMember(node);
    const outputs = output && visible.outputsOf?.(output.step);
    if (output && outputs) check("output", output.name, outputs, output.at);
  });
  return problems;
}

const unnamed: Refusal = {
  message: "a step has to be read by its own name",
  fix: "Write steps.<id>.output, or stdout, exitCode, …",
};

function fixOf(name: string, words: readonly string[], none = "There is none to choose from"): string {
  const [near] = nearest(name, words, 1);
  if (near !== undefined) return `Did you mean ${near}?`;
  return words.length === 0 ? none : `Choose from: ${words.join(", ")}`;
}

function checkCall(
  { name, args, at }: Extract<Expression, { kind: "call" }>,
  refuse: (at: number, refusal: Refusal) => void,
): void {
  const known = functionNamed(name);
  if (!known) {
    refuse(at, { message: `unknown function ${name}`, fix: fixOf(name, functionNames) });
    return;
  }
  const [least, most] = known.args;
  if (args.length >= least && args.length <= most) return;
  const wants = least === most ? `${least}` : `${least} or ${most}`;
  refuse(at, { message: `${name} wants ${wants} argument${wants === "1" ? "" : "s"}`, fix: "" });
}

/** The steps whose results an expression reads, each once. */
export function stepsReadBy(expression: Expression): string[] {
  const found = new Set<string>();
  walk(expression, (node) => {
    const member = memberOf(node);
    if (member?.root === "steps") found.add(member.name);
  });
  return [...found];
}

/** Whether an expression reads one of these top-level names. */
export function readsName(expression: Expression, names: readonly string[]): boolean {
  let found = false;
  walk(expression, (node) => {
    found ||= node.kind === "name" && names.includes(node.name);
  });
  return found;
}

/** Whether an expression asks how the steps before came out: `success()`, `failure()`, `always()`. */
export function asksForStatus(expression: Expression): boolean {
  let found = false;
  walk(expression, (node) => {
    found ||= node.kind === "call" && ["success", "failure", "always"].includes(node.name.toLowerCase());
  });
  return found;
}

/** Where an expression reads one of these inputs or env names; `inputs` as a whole reads all of them. */
export function readsAny(
  expression: Expression,
  wanted: { readonly inputs: ReadonlySet<string>; readonly env: ReadonlySet<string> },
): { readonly name: string; readonly at: number }[] {
  const found: { name: string; at: number }[] = [];
  const named = new Set<Expression>();
  walk(expression, (node) => {
    const member = memberOf(node);
    if (member) named.add(member.of);
    const root = member?.root ?? (node.kind === "name" && !named.has(node) ? node.name : undefined);
    if (root !== "inputs" && root !== "env") return;
    const names = member ? [member.name] : [...wanted[root]];
    for (const name of names)
      if (wanted[root].has(name)) found.push({ name: `${root}.${name}`, at: node.at });
  });
  return found;
}

interface Member {
  readonly root: string;
  readonly name: string;
  readonly at: number;
  readonly of: Expression;
}

/** `steps.build` or `steps['build']`, not what is further to the right. */
function memberOf(node: Expression): Member | undefined {
  const part = partOf(node);
  return part?.of.kind === "name" ? { ...part, root: part.of.name } : undefined;
}

/** `steps.build.stdout` */
function stepMember(node: Expression): { field: string; at: number; step: string } | undefined {
  const part = partOf(node);
  const member = part && memberOf(part.of);
  return member?.root === "steps" ? { field: part!.name, at: part!.at, step: member.name } : undefined;
}

/** `steps.build.outputs.version` */
function outputMember(node: Expression): { name: string; at: number; step: string } | undefined {
  const part = partOf(node);
  const field = part && stepMember(part.of);
  return field?.field === "outputs" ? { name: part!.name, at: part!.at, step: field.step } : undefined;
}

function partOf(node: Expression): { name: string; at: number; of: Expression } | undefined {
  if (node.kind === "property") return { name: node.name, at: node.at, of: node.of };
  if (node.kind === "index" && node.index.kind === "literal") {
    return { name: String(node.index.value), at: node.index.at, of: node.of };
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
