import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseWorkflowYaml } from "../../adapters/config/workflow-file-yaml.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Value } from "../../domain/expression/ast.ts";
import { canonical } from "../../domain/expression/functions.ts";
import type { WorkflowDefinition } from "../../domain/workflow-file/definition.ts";
import { bindInputs, type InputProblem, readInput } from "../../domain/workflow-run/inputs.ts";
import type { CommandContext } from "../context.ts";
import { askSecret, canAsk } from "../terminal.ts";

type Inputs = Readonly<Record<string, Value>>;

/** The inputs of a workflow file's run. */
export interface RunInputs {
  /** All of them, of their types, with defaults. */
  readonly values: Inputs;
  /** What was given, to be kept for the next invocation: no secrets. */
  readonly kept: Inputs;
  readonly secrets: ReadonlyMap<string, string>;
  /** Names of those that were given otherwise before. */
  readonly changed: readonly string[];
}

/**
 * What `-i` gives, over what the run was given before. Secrets are asked for at a terminal.
 * @throws UserError exit 2 for what is wrong with them, all at once.
 */
export async function readInputs(
  ctx: CommandContext,
  workflow: WorkflowDefinition,
  given: readonly string[],
  before: Inputs | undefined,
): Promise<RunInputs> {
  const now = givenInputs(ctx, workflow, given);
  const known: Inputs = { ...before, ...now };
  const asked = await askSecrets(ctx, workflow, known);
  const { values, problems } = bindInputs(workflow, { ...known, ...asked });
  if (problems.length > 0) throw problemsError(problems);
  const isSecret = (name: string) => workflow.inputs[name]?.secret === true;
  const secrets = Object.entries(values).filter(([name, value]) => isSecret(name) && value !== null);
  const old = before ? bindInputs(workflow, before).values : {};
  const changed = Object.keys(now).filter((name) => {
    return (
      before !== undefined && !isSecret(name) && canonical(values[name]!) !== canonical(old[name] ?? null)
    );
  });
  return {
    values,
    kept: Object.fromEntries(Object.entries(known).filter(([name]) => !isSecret(name))),
    secrets: new Map(secrets.map(([name, value]) => [name, String(value)])),
    changed,
  };
}

function givenInputs(ctx: CommandContext, workflow: WorkflowDefinition, given: readonly string[]): Inputs {
  let inputs: Inputs = {};
  for (const one of given) {
    if (one.startsWith("@")) inputs = { ...inputs, ...readInputFile(ctx, one.slice(1)) };
    else inputs = { ...inputs, ...readPair(workflow, one) };
  }
  return inputs;
}

function readPair(workflow: WorkflowDefinition, pair: string): Inputs {
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
function readInputFile({ cwd }: CommandContext, path: string): Inputs {
  const fix = "It holds an object of inputs by name, as JSON or YAML";
  let value: unknown;
  try {
    const text = readFileSync(resolve(cwd, path), "utf8");
    value = text.trim().startsWith("{") ? JSON.parse(text) : parseWorkflowYaml(text).value;
  } catch (error) {
    throw new UserError(ExitCode.usage, `-i @${path} cannot be read`, { why: (error as Error).message, fix });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UserError(ExitCode.usage, `-i @${path} holds no inputs`, { fix });
  }
  return value as Inputs;
}

async function askSecrets(
  ctx: CommandContext,
  { inputs }: WorkflowDefinition,
  known: Inputs,
): Promise<Inputs> {
  const missing = Object.entries(inputs).filter(([name, { secret, required }]) => {
    return secret && required && !Object.hasOwn(known, name);
  });
  const asked: Record<string, Value> = {};
  if (!canAsk(ctx)) return asked;
  for (const [name, input] of missing)
    asked[name] = readInput(input, await askSecret(ctx, `Secret input ${name}: `));
  return asked;
}

function problemsError(problems: readonly InputProblem[]): UserError {
  const [first, ...more] = problems;
  const others = more.map(({ message, fix }) => `${message}. ${fix}`);
  return new UserError(ExitCode.usage, first!.message, {
    ...(others.length > 0 ? { why: others.join("\n") } : {}),
    fix: first!.fix,
  });
}
