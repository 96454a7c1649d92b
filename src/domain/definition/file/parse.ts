import type { Finding, Path } from "../../config/schema.ts";
import { validate } from "../../config/validate.ts";
import type { Value } from "../../expression/ast.ts";
import type { Access } from "../story/definition.ts";
import type {
  InputDefinition,
  InputType,
  Retry,
  StepDefinition,
  StepWord,
  WorkflowDefinition,
} from "./definition.ts";
import { workflowFileSchema } from "./grammar.ts";
import { TemplateReader } from "./templates.ts";

type Data = Readonly<Record<string, unknown>>;

interface RawInput {
  readonly type?: InputType;
  readonly description?: string;
  readonly default?: Value;
  readonly required?: boolean;
  readonly secret?: boolean;
}

/** A step as the grammar lets it through: all keys of all types, each as its schema reads it. */
interface RawStep {
  readonly id: string;
  readonly type: StepWord;
  readonly if?: string | boolean;
  readonly needs?: readonly (string | undefined)[];
  readonly foreach?: string | readonly unknown[];
  readonly key?: string;
  readonly concurrency?: number;
  readonly failFast?: boolean;
  readonly retry?: { readonly attempts: number; readonly delay: number; readonly backoff: number };
  readonly timeout?: number;
  readonly env?: Data;
  readonly allowFailure?: boolean;
  readonly outputs?: Data;
  readonly run?: string;
  readonly stdin?: string;
  readonly reuse?: boolean;
  readonly prompt?: string;
  readonly agent?: string;
  readonly fallback?: string;
  readonly checks?: readonly (string | undefined)[];
  readonly silence?: number;
  readonly model?: string;
  readonly access?: Access;
  readonly path?: string;
  readonly inputs?: Data;
  readonly story?: string;
  readonly message?: string;
}

interface RawWorkflow {
  readonly name: string;
  readonly description?: string;
  readonly inputs?: Readonly<Record<string, RawInput | undefined>>;
  readonly env?: Data;
  readonly steps?: readonly (RawStep | undefined)[];
  readonly finally?: readonly (RawStep | undefined)[];
  readonly outputs?: Data;
}

/**
 * Reads a workflow from plain data. With findings the definition is only good for finding more: what could not be read
 * is empty, and a step that is no step stands as a gate that asks nothing.
 */
export function parseWorkflowFile(data: unknown): { definition: WorkflowDefinition; findings: Finding[] } {
  const { value, findings } = validate(workflowFileSchema, data);
  const raw = (value ?? {}) as Partial<RawWorkflow>;
  const texts = new TemplateReader();
  const steps = (key: "steps" | "finally") => {
    const given = (data as Record<string, unknown> | null)?.[key];
    return (raw[key] ?? []).map((step, at) => {
      return stepOf({ type: "gate", ...step, id: idOf(given, at) }, [key, at], texts);
    });
  };
  const definition: WorkflowDefinition = {
    name: raw.name ?? "",
    description: raw.description,
    inputs: mapValues(raw.inputs, (input) => inputOf(input ?? {})),
    env: mapValues(raw.env, (item, name) =>
      item === null ? { from: "environment" } : texts.template(item, ["env", name]),
    ),
    steps: steps("steps"),
    finally: steps("finally"),
    outputs: mapValues(raw.outputs, (item, name) => texts.value(item, ["outputs", name])),
  };
  return { definition, findings: [...findings, ...texts.findings] };
}

/** Known however wrong the step is, so that what refers to it is not told too. */
function idOf(steps: unknown, at: number): string {
  const id = (steps as readonly (Data | null)[])[at]?.id;
  return typeof id === "string" ? id : "";
}

function inputOf({ type = "string", required, secret = false, ...rest }: RawInput): InputDefinition {
  const hasDefault = rest.default !== undefined;
  return { ...rest, type, required: !hasDefault && required !== false, secret };
}

const noRetry: Retry = { attempts: 1, delayMs: 0, backoff: 1 };

function stepOf(raw: RawStep, path: readonly [string, number], texts: TemplateReader): StepDefinition {
  const at = (...keys: string[]): Path => [...path, ...keys];
  const { retry } = raw;
  checkForeachKeys(raw, at, texts);
  const common = {
    id: raw.id ?? "",
    needs: raw.needs?.map((id) => id ?? ""),
    if: raw.if === undefined ? undefined : texts.condition(raw.if, at("if")),
    foreach: raw.foreach === undefined ? undefined : foreachOf(raw, raw.foreach, at, texts),
    retry: retry ? { attempts: retry.attempts, delayMs: retry.delay, backoff: retry.backoff } : noRetry,
    timeoutMs: raw.timeout,
    env: mapValues(raw.env, (item, name) => texts.template(item, at("env", name))),
    allowFailure: raw.allowFailure ?? false,
    outputs: mapValues(raw.outputs, (item, name) => texts.value(item, at("outputs", name))),
  };
  switch (raw.type) {
    case "script":
    case "shell":
      return {
        ...common,
        type: "script",
        run: texts.command(raw.run, at("run")),
        stdin: raw.stdin === undefined ? undefined : texts.template(raw.stdin, at("stdin")),
        reuse: raw.reuse ?? true,
      };
    case "agent": {
      const { agent, fallback, model, access = "read", checks = [], silence: silenceMs } = raw;
      return {
        ...common,
        type: "agent",
        prompt: texts.template(raw.prompt, at("prompt")),
        ...{ agent, fallback, model, access, silenceMs },
        checks: checks.map((command) => command ?? ""),
      };
    }
    case "workflow": {
      const inputs = mapValues(raw.inputs, (item, name) => texts.value(item, at("inputs", name)));
      return { ...common, type: "workflow", path: raw.path ?? "", inputs };
    }
    case "story":
      return { ...common, type: "story", story: texts.template(raw.story, at("story")) };
    case "gate":
      return { ...common, type: "gate", message: texts.template(raw.message, at("message")) };
  }
}

/** These say how a collection is run over, and nothing without one. */
function checkForeachKeys(raw: RawStep, at: (key: string) => Path, texts: TemplateReader): void {
  if (raw.foreach !== undefined) return;
  for (const key of ["key", "concurrency", "failFast"] as const) {
    if (raw[key] === undefined) continue;
    const message = `${key} means nothing without foreach`;
    texts.findings.push({ path: at(key), message, fix: "Add foreach, or remove it" });
  }
}

function foreachOf(
  { key, concurrency = 1, failFast = true }: RawStep,
  collection: string | readonly unknown[],
  at: (...keys: string[]) => Path,
  texts: TemplateReader,
) {
  return {
    collection: texts.value(collection, at("foreach")),
    key: key === undefined ? undefined : texts.template(key, at("key")),
    concurrency,
    failFast,
  };
}

function mapValues<T, U>(
  map: Readonly<Record<string, T>> | undefined,
  change: (value: T, key: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(map ?? {}).map(([key, value]) => [key, change(value, key)]));
}
