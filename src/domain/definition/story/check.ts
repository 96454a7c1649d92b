import type { Finding, ObjectSchema, Schema, VariantSchema } from "../../config/schema.ts";
import { suggestion, validate } from "../../config/validate.ts";
import { statuses } from "../../story/story.ts";
import type { StoryStep, StoryWorkflow } from "./definition.ts";

const id = {
  kind: "text",
  description: "The step's name, unique in the workflow.",
  rule: { pattern: "^[a-z][a-z0-9-]*$", says: "small letters, digits and `-`, a letter first" },
} as const;

const effects = {
  sets: {
    kind: "text",
    description: "The front matter key that says the step's result is accepted.",
    rule: {
      pattern: "^[a-z][a-z0-9_]*_complete$",
      says: "a key that ends in `_complete`, such as `docs_complete`",
    },
  },
  starts: { kind: "choice", of: statuses, description: "The status a story takes when the step starts." },
  ends: { kind: "choice", of: statuses, description: "The status a story takes when the step is accepted." },
} as const;

const action: Record<keyof Extract<StoryStep, { type: "action" }>, Schema> = {
  id,
  type: { kind: "choice", of: ["action"], description: "An agent does it." },
  access: {
    kind: "choice",
    of: ["read", "write", "full"],
    default: "read",
    description: "What the agent may touch.",
  },
  ...effects,
  checks: { kind: "boolean", description: "The runner's own checks decide whether the step is done." },
  verdict: { kind: "boolean", description: "The agent must return approved or rejected." },
  rejected: {
    kind: "object",
    optional: true,
    required: ["reopens"],
    description: "What a rejection does.",
    keys: { reopens: { kind: "text", description: "The earlier step that is done again." } },
  },
};

const script: Record<keyof Extract<StoryStep, { type: "script" }>, Schema> = {
  id,
  type: { kind: "choice", of: ["script"], description: "The runner itself runs a shell command." },
  run: { kind: "text", description: "The shell command." },
  ...effects,
};

const step: VariantSchema = {
  kind: "variant",
  by: "type",
  description: "One step.",
  of: {
    action: { kind: "object", description: "An agent's step.", keys: action, required: ["id", "type"] },
    script: {
      kind: "object",
      description: "The runner's own step.",
      keys: script,
      required: ["id", "type", "run"],
    },
  },
};

const schema: ObjectSchema = {
  kind: "object",
  description: "A story workflow.",
  required: ["steps"],
  keys: {
    name: { kind: "text", description: "The workflow's name: its file's." },
    steps: { kind: "list", of: step, min: 1, description: "What a story goes through, in order." },
  },
};

/**
 * Reads a story workflow from plain data, as its file `<name>.yaml` holds it. The workflow is there exactly when there
 * are no findings.
 */
export function checkWorkflow(
  name: string,
  data: unknown,
): { workflow?: StoryWorkflow; findings: Finding[] } {
  const { value, findings } = validate(schema, data);
  const read = value as { name?: string; steps?: readonly (StoryStep | undefined)[] } | undefined;
  const steps = read?.steps ?? [];
  const all = [
    ...findings,
    ...checkName(name, read?.name),
    ...steps.flatMap((_, at) => checkStep(steps, at)),
    ...checkCourse(steps),
  ];
  if (all.length > 0) return { findings: all };
  return { workflow: { name, steps: steps as readonly StoryStep[] }, findings: [] };
}

type Steps = readonly (Partial<StoryStep> | undefined)[];

function checkName(name: string, given: string | undefined): Finding[] {
  if (given === undefined || given === name) return [];
  const message = `the file says ${JSON.stringify(given)}, its name ${JSON.stringify(name)}`;
  return [{ path: ["name"], message, fix: `Write name: ${name}, or rename the file` }];
}

function checkStep(steps: Steps, at: number): Finding[] {
  const current = steps[at];
  const earlier = steps.slice(0, at);
  const findings: Finding[] = [];
  const find = (path: (string | number)[], message: string, fix: string) =>
    findings.push({ path: ["steps", at, ...path], message, fix });

  if (current?.id !== undefined && earlier.some((other) => other?.id === current.id)) {
    find(
      ["id"],
      `${JSON.stringify(current.id)} is the id of an earlier step too`,
      "Give each step its own id",
    );
  }
  const same = current?.sets && earlier.find((other) => other?.sets === current.sets);
  if (same) find(["sets"], `step ${same.id} sets ${current.sets} too`, "Give each step its own key");

  if (current?.type !== "action" || !current.rejected) return findings;
  const { reopens } = current.rejected;
  const ids = earlier.flatMap((other) => (other?.id === undefined ? [] : [other.id]));
  if (reopens !== undefined && !ids.includes(reopens)) {
    find(
      ["rejected", "reopens"],
      `${JSON.stringify(reopens)} is not an earlier step`,
      suggestion(reopens, ids),
    );
  }
  if (!current.verdict) {
    find(["rejected"], "only a step with a verdict can be rejected", "Add verdict: true, or remove rejected");
  }
  return findings;
}

/** Along the steps the status only goes forward, and nothing comes after done: it would never run. */
function checkCourse(steps: Steps): Finding[] {
  let reached = 0;
  return steps.flatMap((current, at) =>
    (["starts", "ends"] as const).flatMap((key): Finding[] => {
      const status = current?.[key];
      if (status === undefined) return [];
      const column = (statuses as readonly string[]).indexOf(status);
      const path = ["steps", at, key];
      if (column < reached) {
        const fix = `Write ${statuses.slice(reached).join(" or ")}, or remove it`;
        return [{ path, message: `${status} goes back behind ${statuses[reached]}`, fix }];
      }
      reached = column;
      if (status !== "done" || (key === "ends" && at === steps.length - 1)) return [];
      return [
        { path, message: "the steps after it would never run", fix: "Move ends: done to the last step" },
      ];
    }),
  );
}
