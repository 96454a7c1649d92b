import type { Finding, Path } from "../../config/schema.ts";
import type { Expression } from "../../expression/ast.ts";
import type { Template } from "../../expression/template.ts";
import type { ShellCommand } from "../../shell/template.ts";
import type { StepDefinition, ValueTemplate, WorkflowDefinition } from "./definition.ts";

/** An expression, where it stands, and whose it is. */
export interface Use {
  readonly expression: Expression;
  readonly path: Path;
  /** Where the expression begins in the text at `path`. */
  readonly base: number;
  /** The key of the step, or of the workflow, that it stands in: `run`, `if`, `outputs`, … */
  readonly key: string;
  /** Absent: the workflow's own. */
  readonly step?: StepPlace;
}

export interface StepPlace {
  readonly step: StepDefinition;
  readonly list: "steps" | "finally";
  readonly at: number;
}

/** Every expression of a workflow, in the order of the file's grammar. */
export function usesOf(definition: WorkflowDefinition): Use[] {
  const { env, outputs } = definition;
  const own = new UseCollector([]);
  for (const [name, template] of Object.entries(env)) {
    if (!("from" in template)) own.template("env", template, ["env", name]);
  }
  for (const [name, value] of Object.entries(outputs)) own.value("outputs", value, ["outputs", name]);
  return [...placesOf(definition).flatMap(usesOfStep), ...own.uses];
}

/** Every step of a workflow, and where it stands. */
export function placesOf(definition: Pick<WorkflowDefinition, "steps" | "finally">): StepPlace[] {
  return (["steps", "finally"] as const).flatMap((list) =>
    definition[list].map((step, at) => ({ step, list, at })),
  );
}

/** What is wrong at a position within an expression. */
export function findingAt({ path, base }: Use, at: number, message: string, fix: string): Finding {
  return { path, at: base + at, message, fix: fix || "Correct the expression" };
}

function usesOfStep(place: StepPlace): Use[] {
  const { step, list, at } = place;
  const found = new UseCollector([list, at], place);
  if (step.if) found.add("if", step.if.expression, ["if"], step.if.at);
  if (step.foreach) {
    found.value("foreach", step.foreach.collection, ["foreach"]);
    if (step.foreach.key) found.template("key", step.foreach.key, ["key"]);
  }
  for (const [name, template] of Object.entries(step.env)) found.template("env", template, ["env", name]);
  ownUses(step, found);
  for (const [name, value] of Object.entries(step.outputs)) found.value("outputs", value, ["outputs", name]);
  return found.uses;
}

/** What its kind alone has. */
function ownUses(step: StepDefinition, found: UseCollector): void {
  switch (step.type) {
    case "script":
      found.command(step.run);
      if (step.stdin) found.template("stdin", step.stdin, ["stdin"]);
      break;
    case "agent":
      found.template("prompt", step.prompt, ["prompt"]);
      break;
    case "story":
      found.template("story", step.story, ["story"]);
      break;
    case "gate":
      found.template("message", step.message, ["message"]);
      break;
    case "workflow":
      for (const [name, value] of Object.entries(step.inputs)) found.value("inputs", value, ["inputs", name]);
      break;
    default:
      step satisfies never;
  }
}

class UseCollector {
  readonly uses: Use[] = [];
  readonly #root: Path;
  readonly #step: StepPlace | undefined;

  constructor(root: Path, step?: StepPlace) {
    this.#root = root;
    this.#step = step;
  }

  add(key: string, expression: Expression, path: Path, base: number): void {
    this.uses.push({ expression, path: [...this.#root, ...path], base, key, step: this.#step });
  }

  template(key: string, { parts }: Template, path: Path): void {
    for (const part of parts) {
      if (part.kind === "expression") this.add(key, part.expression, path, part.at + 3);
    }
  }

  command({ variables }: ShellCommand): void {
    for (const { expression, at } of variables) this.add("run", expression, ["run"], at + 3);
  }

  value(key: string, value: ValueTemplate, path: Path): void {
    if (value.kind === "template") this.template(key, value.template, path);
    if (value.kind === "list") {
      for (const [at, item] of value.items.entries()) this.value(key, item, [...path, at]);
    }
    if (value.kind === "object") {
      for (const [name, item] of value.entries) this.value(key, item, [...path, name]);
    }
  }
}
