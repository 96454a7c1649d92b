import { stepValue } from "../../domain/decide/node/value.ts";
import type { StepDefinition, ValueTemplate, WorkflowTree } from "../../domain/definition/file/definition.ts";
import { placed } from "../../domain/definition/file/placed.ts";
import { type Reads, readsOf } from "../../domain/definition/file/reads.ts";
import { UserError } from "../../domain/errors.ts";
import type { Expression, Value } from "../../domain/expression/ast.ts";
import { evaluate, type Scope } from "../../domain/expression/evaluate.ts";
import { fillTemplate, fillText, type Template } from "../../domain/expression/template.ts";
import type { Consumed } from "../../domain/journal/node-record.ts";
import { stepPath } from "../../domain/journal/path.ts";
import type { Text } from "../../domain/journal/record.ts";
import { isEnded, type Outcome } from "./outcome.ts";

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
  readonly item?: Item;
  /** The step's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The step's own result, for its `outputs`. */
  readonly own?: { readonly id: string; readonly value: Value };
  /** What `success()` and `failure()` say. */
  readonly failed?: boolean;
}

type Values = Readonly<Record<string, Value>>;

const reads = new WeakMap<object, ReadonlyMap<string, Reads>>();
const none: Reads = { steps: [], inputs: [] };

/** One workflow of the tree with its inputs: what the expressions of its steps are computed in. */
export class Frame {
  /** The node it is the child of; "" for the run's own. */
  readonly path: string;
  readonly tree: WorkflowTree;
  readonly inputs: Values;
  readonly #versions: Consumed;
  readonly #world: FrameWorld;
  readonly #reads: ReadonlyMap<string, Reads>;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #steps: Record<string, Value> = {};
  #env: Readonly<Record<string, string>> | undefined;

  /** `versions`: of the inputs that were made from what steps of the parent gave, by name. */
  constructor(path: string, tree: WorkflowTree, inputs: Values, versions: Consumed, world: FrameWorld) {
    this.path = path;
    this.tree = tree;
    this.inputs = inputs;
    this.#versions = versions;
    this.#world = world;
    const { workflow } = tree;
    if (!reads.has(workflow)) reads.set(workflow, readsOf(workflow));
    this.#reads = reads.get(workflow)!;
  }

  set(id: string, outcome: Outcome): void {
    this.#outcomes.set(id, outcome);
    if (!isEnded(outcome)) return;
    let value: Value | undefined;
    const get = () => {
      value ??= stepValue(outcome.given, (text) => this.#read(id, text));
      return value;
    };
    Object.defineProperty(this.#steps, id, { enumerable: true, configurable: true, get });
  }

  /** The workflow's own environment variables. Throws ExpressionError. */
  get env(): Readonly<Record<string, string>> {
    this.#env ??= this.#workflowEnv();
    return this.#env;
  }

  value(expression: Expression, local: Local = {}): Value {
    return this.#evaluate(expression, this.#scope(local), local.failed === true);
  }

  #evaluate(expression: Expression, scope: Scope, failed: boolean): Value {
    try {
      const { hash, mask } = this.#world;
      return evaluate(expression, scope, { hash, mask, failed });
    } catch (error) {
      throw placed(error, this.tree, expression);
    }
  }

  /** A text with its expressions filled in. Throws ExpressionError. */
  text(template: Template, local: Local = {}): string {
    return fillText(template, (expression) => this.value(expression, local));
  }

  /** Data with its expressions filled in. Throws ExpressionError. */
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

  /** A map of them. Throws ExpressionError. */
  fillAll(templates: Readonly<Record<string, ValueTemplate>>, local: Local = {}): Values {
    return Object.fromEntries(Object.entries(templates).map(([name, of]) => [name, this.fill(of, local)]));
  }

  /** The environment variables of a step. Throws ExpressionError. */
  stepEnv(step: StepDefinition, local: Local): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(step.env).map(([name, of]) => [name, this.text(of, local)]));
  }

  /** The versions of what a step's work, or (`<id>[]`) its collection, is made of. Only what can change is in it. */
  consumed(name: string): Consumed {
    const { steps, inputs } = this.#reads.get(name) ?? none;
    const read = [...steps, ...inputs.map((input) => `inputs.${input}`)];
    return Object.fromEntries(
      read.flatMap((of) => {
        const version = this.versionOf(of);
        return version === undefined ? [] : [[of, version]];
      }),
    );
  }

  /** Whether these versions are today's; what has none today makes no difference. */
  isCurrent(consumed: Consumed = {}): boolean {
    return Object.entries(consumed).every(([name, version]) => {
      const today = this.versionOf(name);
      return today === undefined || today === version;
    });
  }

  /** Today's version of a step's result, or of an input; undefined where it has none. */
  versionOf(name: string): string | undefined {
    if (name.startsWith("inputs.")) return this.#versions[name.slice("inputs.".length)];
    const outcome = this.#outcomes.get(name);
    return outcome && isEnded(outcome) ? outcome.version : undefined;
  }

  /** Throws UserError saying whose output is lost. */
  #read(id: string, text: Text): string {
    try {
      return this.#world.readText(text);
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
    const { boardStories } = this.#world;
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
    return Object.assign(scope, item);
  }

  #workflowEnv(): Readonly<Record<string, string>> {
    const { variables } = this.#world;
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
