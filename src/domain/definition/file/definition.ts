/**
 * A workflow file, read and parsed: what a run of it walks. Every expression is parsed once, here, and keeps its
 * position in the text it stands in.
 *
 * - template: a text with `${{ }}` in it.
 * - collection: what `foreach` runs a step over; each item's step is an instance with a key of its own.
 */

import type { Path } from "../../config/schema.ts";
import type { Expression, Value } from "../../expression/ast.ts";
import type { Template } from "../../expression/template.ts";
import type { ShellCommand } from "../../shell/template.ts";
import type { Access } from "../story/definition.ts";

export interface WorkflowDefinition {
  readonly name: string;
  readonly description?: string;
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  /** The only names that `env` has in expressions, beside the step's own. */
  readonly env: Readonly<Record<string, Template | FromEnvironment>>;
  readonly steps: readonly StepDefinition[];
  /** Run at the end of every invocation that comes to an end of its own. */
  readonly finally: readonly StepDefinition[];
  readonly outputs: Readonly<Record<string, ValueTemplate>>;
}

/** A workflow file with all files it starts, as a run walks it. */
export interface WorkflowTree {
  /** The file, relative to the project's root or to where it was asked for. */
  readonly name: string;
  readonly workflow: WorkflowDefinition;
  /** By step id: a hash of the step as it is written. */
  readonly stepHashes: ReadonlyMap<string, string>;
  /** By the id of the step that runs it. Two steps may share one. */
  readonly children: ReadonlyMap<string, WorkflowTree>;
  /** Where a path in the file's data stands; with `at`, a character of the text there. Absent: it was in no file. */
  position?(path: Path, at?: number): { readonly line: number; readonly column: number } | undefined;
}

/** An env name without a value: the runner's own environment has it, or not. */
export interface FromEnvironment {
  readonly from: "environment";
}

export const inputTypes = ["string", "number", "boolean", "array", "object"] as const;
export type InputType = (typeof inputTypes)[number];

export interface InputDefinition {
  readonly type: InputType;
  readonly description?: string;
  readonly default?: Value;
  /** Without one it is an error before anything runs; else it is its default, or null. */
  readonly required: boolean;
  /** Never written anywhere; asked again on resume. */
  readonly secret: boolean;
}

export type StepDefinition =
  | ScriptStepDefinition
  | AgentStepDefinition
  | ChildStepDefinition
  | StoryStepDefinition
  | GateStepDefinition;

/** What `type` may say of a step in a file. */
export type StepWord = StepDefinition["type"] | "shell";

/** A shell command in the project's root. `type: shell` is the same. */
export interface ScriptStepDefinition extends StepCommon {
  readonly type: "script";
  readonly run: ShellCommand;
  readonly stdin?: Template;
  /** Whether a done one stands on continue; false where it reads the world. */
  readonly reuse: boolean;
}

export interface AgentStepDefinition extends StepCommon {
  readonly type: "agent";
  readonly prompt: Template;
  /** Name of an agent in the config; its default one where absent. */
  readonly agent?: string;
  /** Who is asked where that one is limited, overloaded, not installed or not logged in. */
  readonly fallback?: string;
  readonly model?: string;
  readonly access: Access;
  /** Commands that must pass before its answer counts. */
  readonly checks: readonly string[];
  /** How long the agent may say nothing, instead of config's `limits.silence`. */
  readonly silenceMs?: number;
}

/** Another workflow file, in a subtree of its own. */
export interface ChildStepDefinition extends StepCommon {
  readonly type: "workflow";
  /** Relative to the file that the step stands in. */
  readonly path: string;
  readonly inputs: Readonly<Record<string, ValueTemplate>>;
}

/** One story through its own story workflow. */
export interface StoryStepDefinition extends StepCommon {
  readonly type: "story";
  /** Slug or id. */
  readonly story: Template;
}

/** A person must approve. */
export interface GateStepDefinition extends StepCommon {
  readonly type: "gate";
  readonly message: Template;
}

export interface StepCommon {
  /** Unique in the file, `finally` included. */
  readonly id: string;
  /** The steps it waits for; absent: all that stand before it. */
  readonly needs?: readonly string[];
  readonly if?: Condition;
  readonly foreach?: Foreach;
  readonly retry: Retry;
  /** Of one try, of one item. */
  readonly timeoutMs?: number;
  readonly env: Readonly<Record<string, Template>>;
  readonly allowFailure: boolean;
  /** Computed when it is done; they may read its own result. */
  readonly outputs: Readonly<Record<string, ValueTemplate>>;
}

export interface Condition {
  readonly expression: Expression;
  /** Where the expression begins in the text of `if`. */
  readonly at: number;
  /** It reads `item` or `index`: decided for each item; otherwise once, before the collection is computed. */
  readonly perItem: boolean;
}

export interface Foreach {
  readonly collection: ValueTemplate;
  /** Absent: item.id or item.slug; a scalar is itself; else a hash. */
  readonly key?: Template;
  readonly concurrency: number;
  /** After a failure no further item starts. */
  readonly failFast: boolean;
}

export interface Retry {
  /** All tries, the first included. */
  readonly attempts: number;
  readonly delayMs: number;
  /** Each delay is the one before times this. */
  readonly backoff: number;
}

/** Data with templates in it, at any depth. */
export type ValueTemplate =
  | { readonly kind: "literal"; readonly value: Value }
  | { readonly kind: "template"; readonly template: Template }
  | { readonly kind: "list"; readonly items: readonly ValueTemplate[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, ValueTemplate])[] };

/** The child workflows of a file, by the id of the step that runs them. */
export type Children = ReadonlyMap<string, WorkflowDefinition>;
