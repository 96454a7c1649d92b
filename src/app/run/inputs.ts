import { bindInputs, type InputProblem } from "../../domain/definition/file/bind.ts";
import type { WorkflowDefinition } from "../../domain/definition/file/definition.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Value } from "../../domain/expression/ast.ts";
import { canonicalJson } from "../../domain/text/canonical.ts";
import { givenInputs, type Inputs, readPair } from "./given-inputs.ts";
import type { AskSecret } from "./means.ts";

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

/** Where inputs come from. */
interface InputSources {
  /** `name=value`, or `@file`. */
  readonly given: readonly string[];
  /** The folder that files are named from. */
  readonly from: string;
  readonly before: InputsBefore | undefined;
  readonly askSecret: AskSecret | undefined;
}

/**
 * What is given, over what the run was given before. Secrets that are missing are asked for, where somebody can be asked.
 * @throws UserError exit 2 for what is wrong with them, all at once.
 */
export async function readInputs(
  workflow: WorkflowDefinition,
  { given, from, before, askSecret }: InputSources,
): Promise<RunInputs> {
  const now = givenInputs(from, workflow, given);
  const { earlier, gone } = stillThere(workflow, before?.inputs ?? {});
  const known: Inputs = { ...earlier, ...now };
  const wanted = wantedSecrets(workflow, before?.secrets ?? []);
  const missing = wanted.filter((name) => !Object.hasOwn(known, name));
  const all = { ...known, ...(await askSecrets(askSecret, workflow, missing)) };
  const { values, problems } = bindInputs(workflow, all);
  const lost = missing.filter((name) => !Object.hasOwn(all, name) && !workflow.inputs[name]!.required);
  const wrong = [...problems, ...lost.map((name) => lostSecret(workflow, name))];
  if (wrong.length > 0) throw problemsError(wrong);
  const isSecret = (name: string) => workflow.inputs[name]?.secret === true;
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
    secrets: secretsOf(workflow, values),
    secretNames: Object.keys(values).filter((name) => isSecret(name) && values[name] !== null),
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
  workflow: WorkflowDefinition,
  { given, from, before }: Omit<InputSources, "askSecret">,
): KnownInputs {
  const now = givenInputs(from, workflow, given);
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

/** What a person is asked for; what is not answered stays missing. */
async function askSecrets(
  askSecret: AskSecret | undefined,
  workflow: WorkflowDefinition,
  missing: readonly string[],
): Promise<Inputs> {
  let asked: Inputs = {};
  if (!askSecret) return asked;
  for (const name of missing) {
    const answer = await askSecret(name);
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
