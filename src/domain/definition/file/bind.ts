import type { Value } from "../../expression/ast.ts";
import { nearest } from "../../text/nearest.ts";
import type { InputDefinition, InputType, WorkflowDefinition } from "./definition.ts";

/** What is wrong with one of the inputs that a workflow was given. */
export interface InputProblem {
  readonly name: string;
  readonly why: "unknown" | "missing" | "type";
  readonly message: string;
  readonly fix: string;
}

type Inputs = Readonly<Record<string, Value>>;

/**
 * A workflow's inputs from what it was given: with defaults, each of its type. What was not given, and need not be, is
 * null.
 */
export function bindInputs(
  workflow: WorkflowDefinition,
  given: Inputs,
): { readonly values: Inputs; readonly problems: readonly InputProblem[] } {
  const names = Object.keys(workflow.inputs);
  const problems: InputProblem[] = [];
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(workflow.inputs, name)) continue;
    const near = nearest(name, names, 1)[0];
    const fix = near === undefined ? `It has: ${names.join(", ") || "none"}` : `Did you mean ${near}?`;
    problems.push({ name, why: "unknown", message: `${workflow.name} has no input ${name}`, fix });
  }
  const values = Object.entries(workflow.inputs).map(([name, input]): [string, Value] => {
    const value = Object.hasOwn(given, name) ? given[name]! : undefined;
    if (value === undefined) {
      if (input.required) problems.push(missing(workflow, name, input));
      return [name, input.default ?? null];
    }
    const type = typeOf(value);
    if (type !== input.type && !(value === null && !input.required)) {
      const message = `input ${name} is ${words[type]}, and ${workflow.name} wants ${words[input.type]}`;
      problems.push({ name, why: "type", message, fix: example(name, input.type) });
    }
    return [name, value];
  });
  return { values: Object.fromEntries(values), problems };
}

/** An input as it is typed: a text is taken as it is, any other type is JSON. Throws InputProblem's content as text. */
export function readInput(input: Pick<InputDefinition, "type">, text: string): Value {
  return input.type === "string" ? text : JSON.parse(text, finite);
}

/** What is kept is JSON, which has no infinity: 1e999 would be null on resume. */
function finite(_key: string, value: Value): Value {
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error("a number is too large");
  return value;
}

function missing(
  { name: workflow }: WorkflowDefinition,
  name: string,
  { type, secret }: InputDefinition,
): InputProblem {
  const what = secret ? "secret input" : "input";
  return { name, why: "missing", message: `${workflow} wants the ${what} ${name}`, fix: example(name, type) };
}

function example(name: string, type: InputType): string {
  return `Give it: -i ${name}=${{ string: "text", number: "1", boolean: "true", array: "'[1, 2]'", object: `'{"a": 1}'` }[type]}`;
}

const words: Readonly<Record<InputType | "null", string>> = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  array: "an array",
  object: "an object",
  null: "null",
};

function typeOf(value: Value): InputType | "null" {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : (typeof value as InputType);
}
