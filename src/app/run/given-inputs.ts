import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseWorkflowYaml } from "../../adapters/config/workflow/yaml.ts";
import { readInput } from "../../domain/definition/file/bind.ts";
import type { WorkflowDefinition } from "../../domain/definition/file/definition.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Value } from "../../domain/expression/ast.ts";

/** Inputs by their names. */
export type Inputs = Readonly<Record<string, Value>>;

/**
 * Reads inputs as they are given: `name=value`, or `@file` with several, files from the folder `from`; the last one of a
 * name counts. Throws UserError (exit 2) for one that is of no input's form.
 */
export function givenInputs(from: string, workflow: WorkflowDefinition, given: readonly string[]): Inputs {
  let inputs: Inputs = {};
  for (const one of given) {
    if (one.startsWith("@")) inputs = { ...inputs, ...readInputFile(from, one.slice(1)) };
    else inputs = { ...inputs, ...readPair(workflow, one) };
  }
  return inputs;
}

/** Reads one `name=value`, by the type that the workflow says. Throws UserError (exit 2). */
export function readPair(workflow: WorkflowDefinition, pair: string): Inputs {
  const at = pair.indexOf("=");
  if (at <= 0) {
    throw new UserError(ExitCode.usage, `-i cannot be ${JSON.stringify(pair)}`, {
      fix: "It wants a name and a value, or a file: -i items='[1, 2]', -i @inputs.json",
    });
  }
  const name = pair.slice(0, at);
  const text = pair.slice(at + 1);
  const input = Object.hasOwn(workflow.inputs, name) ? workflow.inputs[name] : undefined;
  try {
    return { [name]: readInput(input ?? { type: "string" }, text) };
  } catch {
    const shown = input?.secret ? "" : `: ${JSON.stringify(text.slice(0, 60))}`;
    throw new UserError(ExitCode.usage, `Input ${name} is not JSON${shown}`, {
      why: `${workflow.name} wants ${input?.type === "array" ? "an array" : `a value of type ${input?.type}`} for it.`,
      fix: `Write JSON, in quotes for the shell: -i ${name}='${example[input?.type ?? "string"] ?? "1"}'`,
    });
  }
}

const example: Readonly<Record<string, string>> = { array: "[1, 2]", object: '{"a": 1}', boolean: "true" };

/** A file of inputs, JSON or YAML. */
function readInputFile(from: string, path: string): Inputs {
  const fix = "It holds an object of inputs by name, as JSON or YAML";
  let value: unknown;
  try {
    const text = readFileSync(resolve(from, path), "utf8");
    value = text.trim().startsWith("{") ? JSON.parse(text) : parseWorkflowYaml(text).value;
  } catch (error) {
    throw new UserError(ExitCode.usage, `-i @${path} cannot be read`, { why: (error as Error).message, fix });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UserError(ExitCode.usage, `-i @${path} holds no inputs`, { fix });
  }
  return value as Inputs;
}
