import type { Finding, Path } from "../../config/schema.ts";
import { suggestion } from "../../config/validate.ts";
import type { Children, Foreach, StepDefinition, WorkflowDefinition } from "./definition.ts";
import { checkChildInputs, checkInputs } from "./inputs.ts";
import { checkNames } from "./names.ts";
import { StepOrder } from "./order.ts";
import { checkSecrets } from "./secrets.ts";
import { placesOf, type StepPlace, usesOf } from "./uses.ts";

/**
 * What the grammar cannot say about a workflow. `children`: by step id, those child files that are in order; what
 * depends on others is left out.
 */
export function checkWorkflowFile(definition: WorkflowDefinition, children: Children): Finding[] {
  const uses = usesOf(definition);
  const places = placesOf(definition);
  return [
    ...checkInputs(definition),
    ...checkIds(places),
    ...(["steps", "finally"] as const).flatMap((list) => checkNeeds(definition, list)),
    ...places.flatMap((place) => checkStep(place, children)),
    ...checkNames(definition, uses, children),
    ...checkSecrets(definition, uses, children),
  ];
}

function checkIds(places: readonly StepPlace[]): Finding[] {
  const seen = new Set<string>();
  return places.flatMap(({ step: { id }, list, at }) => {
    const again = seen.has(id);
    seen.add(id);
    if (!again || id === "") return [];
    const message = `${JSON.stringify(id)} is the id of an earlier step too`;
    return [{ path: [list, at, "id"], message, fix: "Give each step its own id" }];
  });
}

function checkNeeds(definition: WorkflowDefinition, list: "steps" | "finally"): Finding[] {
  const steps = definition[list];
  const ids = steps.map(({ id }) => id).filter((id) => id !== "");
  const others = definition[list === "steps" ? "finally" : "steps"].map(({ id }) => id);
  const unknown = steps.flatMap(({ needs = [] }, at) =>
    needs.flatMap((id, index): Finding[] => {
      // What is no text was told by the grammar.
      if (id === "" || ids.includes(id)) return [];
      const path = [list, at, "needs", index];
      if (!others.includes(id)) {
        return [{ path, message: `unknown step ${JSON.stringify(id)}`, fix: suggestion(id, ids) }];
      }
      const message = `${id} is in ${list === "steps" ? "finally" : "steps"}, and needs does not reach there`;
      return [{ path, message, fix: "Remove it: finally always runs last" }];
    }),
  );
  return [...unknown, ...new StepOrder(steps).circles().map((circle) => circular(steps, list, circle))];
}

/** Told at a `needs` of the circle: one there is, because without any the steps are in order. */
function circular(steps: readonly StepDefinition[], list: string, circle: readonly number[]): Finding {
  const from = circle.findIndex((at) => steps[at]?.needs !== undefined);
  const turned = [...circle.slice(from), ...circle.slice(0, from)];
  const [first = 0, second = first] = turned;
  const waits = [...turned, first].map((at) => steps[at]!.id).join(" → ");
  const ordered = turned.find((at) => steps[at]?.needs === undefined);
  const fix =
    ordered === undefined
      ? "Remove one of these needs"
      : `Give ${steps[ordered]!.id} needs of its own: without, it waits for all steps before it`;
  const index = steps[first]?.needs?.indexOf(steps[second]!.id) ?? 0;
  return { path: [list, first, "needs", index], message: `steps wait for each other: ${waits}`, fix };
}

function checkStep({ step, list, at }: StepPlace, children: Children): Finding[] {
  const path: Path = [list, at];
  const findings = step.foreach ? checkForeach(step.foreach, path) : [];
  if (step.type === "gate" && list === "finally") {
    const message = "a gate cannot stand in finally, which never waits";
    findings.push({ path: [...path, "type"], message, fix: "Move it to steps" });
  }
  const child = step.type === "workflow" ? children.get(step.id) : undefined;
  return step.type === "workflow" && child ? [...findings, ...checkChildInputs(step, child, path)] : findings;
}

function checkForeach({ collection, key }: Foreach, path: Path): Finding[] {
  const findings: Finding[] = [];
  const lone = collection.kind === "template" && collection.template.whole;
  const only = lone ? collection.template.parts.find((part) => part.kind === "expression") : undefined;
  const listed = collection.kind === "list" || (lone && only?.expression.kind !== "literal");
  if (!listed) {
    const fix = "Write one ${{ … }} that makes a list, or the list itself";
    findings.push({ path: [...path, "foreach"], message: "is no list", fix });
  }
  if (key && !key.parts.some((part) => part.kind === "expression")) {
    const message = "every item would have the same key";
    findings.push({
      path: [...path, "key"],
      message,
      fix: "Write one that tells them apart: ${{ item.id }}",
    });
  }
  return findings;
}
