import type { Finding } from "../../config/schema.ts";
import { checkExpression, type Refusal, type Visible } from "../../expression/references.ts";
import type { Children, WorkflowDefinition } from "./definition.ts";
import { StepOrder } from "./order.ts";
import { findingAt, placesOf, type StepPlace, type Use } from "./uses.ts";

/** Whatever expressions name must be there, and known where they stand. */
export function checkNames(
  definition: WorkflowDefinition,
  uses: readonly Use[],
  children: Children,
): Finding[] {
  const names = new Names(definition, children);
  return uses.flatMap((use) =>
    checkExpression(use.expression, names.visible(use)).map(({ at, message, fix }) =>
      findingAt(use, at, message, fix),
    ),
  );
}

const ofItems = ["item", "index"];

/** Decided before the step's own environment is set. */
const beforeEnv = ["if", "foreach", "key", "env"];

class Names {
  readonly #definition: WorkflowDefinition;
  readonly #children: Children;
  readonly #places: ReadonlyMap<string, StepPlace>;
  readonly #order: Readonly<Record<"steps" | "finally", StepOrder>>;
  readonly #inputs: readonly string[];
  readonly #steps: readonly string[];

  constructor(definition: WorkflowDefinition, children: Children) {
    this.#definition = definition;
    this.#children = children;
    this.#places = new Map(placesOf(definition).map((place) => [place.step.id, place]));
    this.#order = { steps: new StepOrder(definition.steps), finally: new StepOrder(definition.finally) };
    this.#inputs = Object.keys(definition.inputs);
    this.#steps = [...this.#places.keys()].filter((id) => id !== "");
  }

  visible({ key, step }: Use): Visible {
    const own = step && !beforeEnv.includes(key) ? Object.keys(step.step.env) : [];
    return {
      names: ["inputs", "steps", "env", "stories", ...(step ? ofItems : [])],
      steps: this.#steps,
      inputs: this.#inputs,
      env: [...Object.keys(this.#definition.env), ...own],
      refused: (name) => (step ? this.#refusedIn(step, key, name) : this.#refusedOutside(key, name)),
      outputsOf: (id) => this.#outputsOf(id),
    };
  }

  #refusedIn(place: StepPlace, key: string, name: string): Refusal | undefined {
    const { step, list, at } = place;
    if (ofItems.includes(name)) return step.foreach && key !== "foreach" ? undefined : noItem(name);
    const id = stepNamed(name);
    const other = this.#places.get(id ?? "");
    if (id === undefined || !other) return undefined;
    if (id === step.id) return key === "outputs" ? undefined : ownResult;
    if (other.list !== list) return list === "finally" ? undefined : inFinally(id);
    return this.#order[list].endsBefore(id, at) ? undefined : this.#notBefore(place, other);
  }

  #notBefore({ step, list, at }: StepPlace, other: StepPlace): Refusal {
    const { id } = other.step;
    const message = `${id} has not always run before this step`;
    if (this.#order[list].endsBefore(step.id, other.at)) {
      return { message: `${id} runs after this step`, fix: "Read it in a step that comes later" };
    }
    return {
      message,
      fix: step.needs ? `Add ${id} to needs` : `Move this step behind ${id} (step ${at + 1})`,
    };
  }

  #refusedOutside(key: string, name: string): Refusal | undefined {
    if (ofItems.includes(name)) return noItem(name);
    if (key === "env" && ["steps", "env", "stories"].includes(name)) {
      const fix = "Set it in the env of the steps that need it";
      return { message: `${name} is not known where the workflow's env is set, only inputs are`, fix };
    }
    const id = stepNamed(name);
    if (id === undefined || key === "env") return undefined;
    return this.#places.get(id)?.list === "finally" ? inFinally(id) : undefined;
  }

  /** Of a foreach they are a list. */
  #outputsOf(id: string): readonly string[] | undefined {
    const step = this.#places.get(id)?.step;
    if (!step || step.foreach) return undefined;
    const own = Object.keys(step.outputs);
    if (step.type !== "workflow") return own;
    const child = this.#children.get(id);
    return child && [...own, ...Object.keys(child.outputs)];
  }
}

function stepNamed(name: string): string | undefined {
  return name.startsWith("steps.") ? name.slice("steps.".length) : undefined;
}

const ownResult: Refusal = {
  message: "a step has no result yet when this is computed",
  fix: "Only its outputs: can read it",
};

function inFinally(id: string): Refusal {
  return { message: `${id} runs in finally, after everything else`, fix: "Read it in finally" };
}

function noItem(name: string): Refusal {
  return {
    message: `${name} is only known in a step with foreach, and not in the foreach itself`,
    fix: "Add foreach to the step, or write inputs.<name>",
  };
}
