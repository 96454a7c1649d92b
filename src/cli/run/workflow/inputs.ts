import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseWorkflowYaml } from "../../../adapters/config/workflow/yaml.ts";
import { bindInputs, type InputProblem, readInput } from "../../../domain/definition/file/bind.ts";
import type { WorkflowDefinition } from "../../../domain/definition/file/definition.ts";
import { UserError } from "../../../domain/errors.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import type { Value } from "../../../domain/expression/ast.ts";
import { canonicalJson } from "../../../domain/text/canonical.ts";
import type { CommandContext } from "../../context.ts";
import { askSecret, canAsk } from "../../terminal.ts";

type Inputs = Readonly<Record<string, Value>>;

/** The inputs of a workflow file's run. */
export interface RunInputs {
  /** All of them, of their types, with defaults. */
  readonly values: Inputs;
  /** What was given, to be kept for the next invocation: no secrets. */
  readonly kept: Inputs;
  /** Texts that are secret, by what to call them: of a list or an object each one in it. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Names of the secrets that were given, now or before: the next invocation is to be given them too. */
  readonly secretNames: readonly string[];
  /** Names of those that were given otherwise before. */
  readonly changed: readonly string[];
  /** Names of those that were given, and that the workflow has no more. */
  readonly gone: readonly string[];
}

/** What a run was given before. */
export interface InputsBefore {
  readonly inputs: Inputs;
  /** Names of its secrets. */
  readonly secrets: readonly string[];
}

/** As the run's options hold them. */
export function inputsBefore({ inputs, secrets }: Readonly<Record<string, unknown>>): InputsBefore {
  return { inputs: (inputs ?? {}) as Inputs, secrets: (secrets ?? []) as readonly string[] };
}

/**
 * What `-i` gives, over what the run was given before. Secrets are asked for at a terminal.
 * @throws UserError exit 2 for what is wrong with them, all at once.
 */
export async function readInputs(
  ctx: CommandContext,
  workflow: WorkflowDefinition,
  given: readonly string[],
  before: InputsBefore | undefined,
): Promise<RunInputs> {
  const now = givenInputs(ctx, workflow, given);
  const { earlier, gone } = stillThere(workflow, before?.inputs ?? {});
  const known: Inputs = { ...earlier, ...now };
  const wanted = wantedSecrets(workflow, before?.secrets ?? []);
  const missing = wanted.filter((name) => !Object.hasOwn(known, name));
  const all = { ...known, ...(await askSecrets(ctx, workflow, missing)) };
  const { values, problems } = bindInputs(workflow, all);
  const lost = missing.filter((name) => !Object.hasOwn(all, name) && !workflow.inputs[name]!.required);
  const wrong = [...problems, ...lost.map((name) => lostSecret(workflow, name))];
  if (wrong.length > 0) throw problemsError(wrong);
  const isSecret = (name: string) => workflow.inputs[name]?.secret === true;
  const secrets = Object.entries(values).filter(([name, value]) => isSecret(name) && value !== null);
  const old = bindInputs(workflow, earlier).values;
  const changed = Object.keys(now).filter((name) => {
    // One that has to be given, and was not, is new: nothing was made of it.
    const isNew = workflow.inputs[name]?.required && !Object.hasOwn(earlier, name);
    const same = canonicalJson(values[name]!) === canonicalJson(old[name] ?? null);
    return before !== undefined && !isSecret(name) && !isNew && !same;
  });
  return {
    values,
    kept: Object.fromEntries(
      Object.entries({ ...before?.inputs, ...known }).filter(([name]) => !isSecret(name)),
    ),
    secrets: new Map(secrets.flatMap(([name, value]) => secretTexts(name, value))),
    secretNames: secrets.map(([name]) => name),
    changed,
    gone,
  };
}

/** Inputs as far as they are known without asking anybody: enough to foresee a run. */
export interface KnownInputs extends Pick<RunInputs, "values" | "secrets"> {
  /** Names of those that have yet to be given. */
  readonly missing?: readonly string[];
}

/**
 * What `-i` gives, over what the run was given before, and no more.
 * @throws UserError exit 2 for what is wrong with what `-i` gives.
 */
export function knownInputs(
  ctx: CommandContext,
  workflow: WorkflowDefinition,
  given: readonly string[],
  before: InputsBefore | undefined,
): KnownInputs {
  const now = givenInputs(ctx, workflow, given);
  const known: Inputs = { ...stillThere(workflow, before?.inputs ?? {}).earlier, ...now };
  const { values, problems } = bindInputs(workflow, known);
  const wrong = problems.filter(({ name }) => Object.hasOwn(now, name));
  if (wrong.length > 0) throw problemsError(wrong);
  const lost = wantedSecrets(workflow, before?.secrets ?? []).filter((name) => !Object.hasOwn(known, name));
  return {
    values,
    secrets: secretsOf(workflow, values),
    missing: [...problems.map(({ name }) => name), ...lost],
  };
}

function secretsOf({ inputs }: WorkflowDefinition, values: Inputs): ReadonlyMap<string, string> {
  const secret = Object.entries(values).filter(([name, value]) => inputs[name]?.secret && value !== null);
  return new Map(secret.flatMap(([name, value]) => secretTexts(name, value)));
}

/** What a run was given before, of what today's workflow has; and the names of the rest. */
function stillThere({ inputs }: WorkflowDefinition, before: Inputs): { earlier: Inputs; gone: string[] } {
  const has = (name: string) => Object.hasOwn(inputs, name);
  return {
    earlier: Object.fromEntries(Object.entries(before).filter(([name]) => has(name))),
    gone: Object.keys(before).filter((name) => !has(name)),
  };
}

/** Those that must be given: required ones, and those that what is done was made with. */
function wantedSecrets({ inputs }: WorkflowDefinition, before: readonly string[]): string[] {
  const names = Object.keys(inputs).filter((name) => inputs[name]!.secret);
  return names.filter((name) => inputs[name]!.required || before.includes(name));
}

function lostSecret({ name: workflow }: WorkflowDefinition, name: string): InputProblem {
  const message = `${workflow} was given the secret input ${name}, which is written down nowhere`;
  return {
    name,
    why: "missing",
    message,
    fix: `Give it again: -i ${name}=…, or leave it empty: -i ${name}=`,
  };
}

function secretTexts(name: string, value: Value): [string, string][] {
  if (typeof value === "string" || typeof value === "number") return [[name, String(value)]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretTexts(`${name}.${key}`, inner as Value));
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

/** What is asked for at a terminal; what is not answered stays missing. */
async function askSecrets(
  ctx: CommandContext,
  workflow: WorkflowDefinition,
  missing: readonly string[],
): Promise<Inputs> {
  let asked: Inputs = {};
  if (!canAsk(ctx)) return asked;
  for (const name of missing) {
    const answer = await askSecret(ctx, `Secret input ${name}: `);
    if (answer !== "") asked = { ...asked, ...readPair(workflow, `${name}=${answer}`) };
  }
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
