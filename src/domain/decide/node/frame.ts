import type { StepDefinition, ValueTemplate, WorkflowTree } from "../../definition/file/definition.ts";
import { placed } from "../../definition/file/placed.ts";
import { type Reads, readsOf } from "../../definition/file/reads.ts";
import { UserError } from "../../errors.ts";
import type { Expression, Value } from "../../expression/ast.ts";
import { evaluate, type Scope } from "../../expression/evaluate.ts";
import type { Environment } from "../../expression/functions.ts";
import { fillTemplate, fillText, type Template } from "../../expression/template.ts";
import { Undecided } from "../../expression/undecided.ts";
import type { Consumed } from "../../journal/node-record.ts";
import { stepPath } from "../../journal/path.ts";
import type { Text } from "../../journal/record.ts";
import type { EndedNode } from "./outcome.ts";
import { stepValue } from "./value.ts";

/** What frames need of the outside. */
export interface FrameWorld {
  readonly hash: (text: string) => string;
  /** Replaces what is secret in a text that is told. */
  readonly mask: (text: string) => string;
  readonly readText: (text: Text) => string;
  /** The runner's own environment. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The board's stories, as expressions see them. */
  readonly boardStories: () => Value;
}

/** An item of a collection. */
export interface Item {
  readonly item: Value;
  readonly index: number;
}

/** What a step's texts see beside the steps, inputs and environment of its workflow. */
export interface Local {
  readonly item?: Item | Undecided;
  /** The step's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The step's own result, for its `outputs`. */
  readonly own?: { readonly id: string; readonly value: Value };
  /** What `success()` and `failure()` are about. */
  readonly failed?: boolean | Undecided;
}

type Values = Readonly<Record<string, Value>>;

/** Versions of inputs, by name. */
export type Versions = Readonly<Record<string, string | Undecided>>;

const reads = new WeakMap<object, ReadonlyMap<string, Reads>>();
const none: Reads = { steps: [], inputs: [] };

/**
 * One workflow of the tree with its inputs: what the expressions of its steps are computed in. What is computed throws
 * ExpressionError; UserError where an output is lost; and Undecided where it reads what is not known yet.
 */
export class Frame {
  /** The node it is the child of; "" for the run's own. */
  readonly path: string;
  readonly tree: WorkflowTree;
  readonly inputs: Values;
  readonly world: FrameWorld;
  readonly #versions: Versions;
  readonly #reads: ReadonlyMap<string, Reads>;
  /** Today's versions of what steps gave. */
  readonly #given = new Map<string, string | Undecided>();
  readonly #steps: Record<string, Value> = {};
  #env: Readonly<Record<string, string>> | undefined;

  /** `versions`: of the inputs that were made from what steps of the parent gave, by name. */
  constructor(path: string, tree: WorkflowTree, inputs: Values, versions: Versions, world: FrameWorld) {
    this.path = path;
    this.tree = tree;
    this.inputs = inputs;
    this.world = world;
    this.#versions = versions;
    const { workflow } = tree;
    if (!reads.has(workflow)) reads.set(workflow, readsOf(workflow));
    this.#reads = reads.get(workflow)!;
  }

  /** Takes note of what a step gave. */
  set(id: string, { version, given }: EndedNode): void {
    this.#given.set(id, version);
    let value: Value | undefined;
    const get = () => {
      value ??= stepValue(given, (text) => this.#read(id, text));
      return value;
    };
    Object.defineProperty(this.#steps, id, { enumerable: true, configurable: true, get });
  }

  /** Takes note that nobody knows yet what a step will give. */
  setUnknown(id: string, unknown: Undecided): void {
    this.#given.set(id, unknown);
    const get = () => {
      throw unknown;
    };
    Object.defineProperty(this.#steps, id, { enumerable: true, configurable: true, get });
  }

  /** The workflow's own environment variables. */
  get env(): Readonly<Record<string, string>> {
    this.#env ??= this.#workflowEnv();
    return this.#env;
  }

  value(expression: Expression, local: Local = {}): Value {
    return this.#evaluate(expression, this.#scope(local), local.failed);
  }

  #evaluate(expression: Expression, scope: Scope, failed: Local["failed"]): Value {
    try {
      return evaluate(expression, scope, this.#environment(failed));
    } catch (error) {
      throw placed(error, this.tree, expression);
    }
  }

  /** A text with its expressions filled in. */
  text(template: Template, local: Local = {}): string {
    return fillText(template, (expression) => this.value(expression, local));
  }

  /** Data with its expressions filled in. */
  fill(template: ValueTemplate, local: Local = {}): Value {
    switch (template.kind) {
      case "literal":
        return template.value;
      case "template":
        return fillTemplate(template.template, (expression) => this.value(expression, local));
      case "list":
        return template.items.map((item) => this.fill(item, local));
      case "object":
        return Object.fromEntries(template.entries.map(([key, value]) => [key, this.fill(value, local)]));
    }
  }

  /** A map of them. */
  fillAll(templates: Readonly<Record<string, ValueTemplate>>, local: Local = {}): Values {
    return Object.fromEntries(Object.entries(templates).map(([name, of]) => [name, this.fill(of, local)]));
  }

  /** The environment variables of a step. */
  stepEnv(step: StepDefinition, local: Local): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(step.env).map(([name, of]) => [name, this.text(of, local)]));
  }

  /** The versions of what a step's work, or (`<id>[]`) its collection, is made of. Only what can change is in it. */
  consumed(name: string): Consumed {
    const { steps, inputs } = this.#reads.get(name) ?? none;
    const read = [...steps, ...inputs.map((input) => `inputs.${input}`)];
    return Object.fromEntries(
      read.flatMap((of) => {
        const version = known(this.#versionOf(of));
        return version === undefined ? [] : [[of, version]];
      }),
    );
  }

  /**
   * Which of these is another version today, if any; what has none today makes no difference. Throws Undecided where
   * that is not known yet.
   */
  changedOf(consumed: Consumed = {}): string | undefined {
    let unknown: Undecided | undefined;
    for (const [name, version] of Object.entries(consumed)) {
      const today = this.#versionOf(name);
      if (today instanceof Undecided) unknown ??= today;
      else if (today !== undefined && today !== version) return name;
    }
    if (unknown) throw unknown;
    return undefined;
  }

  /** Whether these versions are today's. */
  isCurrent(consumed?: Consumed): boolean {
    return this.changedOf(consumed) === undefined;
  }

  /** Today's version of a step's result, or of an input; undefined where it has none. */
  #versionOf(name: string): string | Undecided | undefined {
    if (name.startsWith("inputs.")) return this.#versions[name.slice("inputs.".length)];
    return this.#given.get(name);
  }

  /** Throws UserError saying whose output is lost. */
  #read(id: string, text: Text): string {
    try {
      return this.world.readText(text);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const again = `To have it done again: --rerun '${stepPath(this.path, id)}'`;
      const why = [error.message, error.why, again].filter(Boolean).join(" ");
      throw new UserError(error.exitCode, `What ${id} gave cannot be read`, {
        why,
        fix: again,
        cause: error,
      });
    }
  }

  #scope({ item, env, own }: Local): Scope {
    const { boardStories } = this.world;
    const frame = this;
    const scope: Scope = {
      inputs: this.inputs,
      steps: own ? { ...this.#steps, [own.id]: own.value } : this.#steps,
      get env() {
        return { ...frame.env, ...env };
      },
      get stories() {
        return boardStories();
      },
    };
    return item instanceof Undecided ? withoutItem(scope, item) : Object.assign(scope, item);
  }

  #environment(failed: Local["failed"] = false): Environment {
    const { hash, mask } = this.world;
    if (typeof failed === "boolean") return { hash, mask, failed };
    return {
      hash,
      mask,
      get failed() {
        return known<boolean>(failed);
      },
    };
  }

  #workflowEnv(): Readonly<Record<string, string>> {
    const { variables } = this.world;
    const inputs = { inputs: this.inputs };
    return Object.fromEntries(
      Object.entries(this.tree.workflow.env).flatMap(([name, of]): [string, string][] => {
        if (!("from" in of)) return [[name, fillText(of, (e) => this.#evaluate(e, inputs, false))]];
        const value = variables[name];
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }
}

/** Throws what is not known yet. */
function known<T>(value: T | Undecided): T {
  if (value instanceof Undecided) throw value;
  return value;
}

function withoutItem(scope: Scope, unknown: Undecided): Scope {
  const get = () => known<Value>(unknown);
  return Object.defineProperties(scope, { item: { get }, index: { get } });
}
