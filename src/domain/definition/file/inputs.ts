import type { Finding, Path } from "../../config/schema.ts";
import { suggestion } from "../../config/validate.ts";
import type { Value } from "../../expression/ast.ts";
import type {
  ChildStepDefinition,
  InputDefinition,
  InputType,
  ValueTemplate,
  WorkflowDefinition,
} from "./definition.ts";

/** Defaults must be what the input says it is. */
export function checkInputs({ inputs }: WorkflowDefinition): Finding[] {
  return Object.entries(inputs).flatMap(([name, input]) => checkDefault(input, ["inputs", name, "default"]));
}

function checkDefault(input: InputDefinition, path: Path): Finding[] {
  if (input.default === undefined) return [];
  if (input.secret) {
    return [{ path, message: "a secret has no default: it would stand in the file", fix: "Remove it" }];
  }
  if (JSON.stringify(input.default).includes("${{")) {
    return [{ path, message: "nothing is filled in here", fix: "Write a plain value" }];
  }
  return checkType(input.type, input.default, path);
}

/** A child must be given what it asks for, and nothing else. */
export function checkChildInputs(
  step: ChildStepDefinition,
  child: WorkflowDefinition,
  path: Path,
): Finding[] {
  const names = Object.keys(child.inputs);
  const given = Object.entries(step.inputs).flatMap(([name, value]): Finding[] => {
    const at = [...path, "inputs", name];
    const input = Object.hasOwn(child.inputs, name) ? child.inputs[name] : undefined;
    if (!input)
      return [{ path: at, message: `${step.path} has no input ${name}`, fix: suggestion(name, names) }];
    return checkGiven(input.type, value, at);
  });
  const missing = names.filter((name) => child.inputs[name]?.required && !Object.hasOwn(step.inputs, name));
  return [
    ...given,
    ...missing.map((name) => ({
      path: step.inputs && Object.keys(step.inputs).length > 0 ? [...path, "inputs"] : [...path, "path"],
      message: `${step.path} wants the input ${name}`,
      fix: `Add inputs: { ${name}: … }`,
    })),
  ];
}

/** As far as it can be known before anything runs. */
function checkGiven(type: InputType, value: ValueTemplate, path: Path): Finding[] {
  switch (value.kind) {
    case "literal":
      return checkType(type, value.value, path);
    case "template":
      return value.template.whole ? [] : checkType(type, "", path);
    case "list":
      return checkType(type, [], path);
    case "object":
      return checkType(type, {}, path);
  }
}

function checkType(type: InputType, value: Value, path: Path): Finding[] {
  const given = typeOf(value);
  if (given === type) return [];
  const fix = type === "string" ? "Put it in quotes, or change the input's type" : `Write ${words[type]}`;
  return [{ path, message: `wrong type (${given}): the input is ${words[type]}`, fix }];
}

const words: Readonly<Record<InputType, string>> = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  array: "an array: [ … ]",
  object: "an object: { … }",
};

function typeOf(value: Value): InputType | "null" {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : (typeof value as InputType);
}
