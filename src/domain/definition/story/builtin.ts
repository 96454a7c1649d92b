import type { StoryStep, StoryWorkflow } from "./definition.ts";

const implement: StoryStep = {
  id: "implement",
  type: "action",
  access: "write",
  starts: "in-progress",
  sets: "implementation_complete",
  checks: true,
};

const review: StoryStep = {
  id: "review",
  type: "action",
  access: "read",
  sets: "reviews_complete",
  ends: "done",
  verdict: true,
  rejected: { reopens: "implement" },
};

/** What a story goes through unless it, its type or the project says otherwise. */
export const storyWorkflow: StoryWorkflow = {
  name: "story",
  steps: [
    { id: "refine", type: "action", access: "read", ends: "ready" },
    { id: "research", type: "action", access: "read", sets: "research_complete" },
    { id: "plan", type: "action", access: "read", sets: "plan_complete" },
    implement,
    review,
  ],
};

/** For small changes: implement and review. */
export const quickWorkflow: StoryWorkflow = { name: "quick", steps: [implement, review] };

export const builtinWorkflows: readonly StoryWorkflow[] = [storyWorkflow, quickWorkflow];

/** A story workflow as the YAML file that would define it; what `workflow show` prints. */
export function storyWorkflowYaml(workflow: StoryWorkflow): string {
  const first = aligned(workflow.steps.map((step) => `id: ${step.id},`));
  const second = aligned(
    workflow.steps.map((step) => (step.type === "action" ? `access: ${step.access},` : "")),
  );
  const lines = workflow.steps.map((step, at) => {
    const { id: _, type, ...rest } = step;
    const more = Object.entries(rest).flatMap(([key, value]) =>
      key === "access" || value === undefined ? [] : [`${key}: ${flow(value)}`],
    );
    const head = `  - { ${first[at]} type: ${type}, ${step.type === "action" ? `${second[at]} ` : ""}`;
    return `${(head + more.join(", ")).replace(/,\s*$/, "")} }`;
  });
  return `name: ${workflow.name}\nsteps:\n${lines.join("\n")}\n`;
}

function aligned(parts: readonly string[]): string[] {
  const width = Math.max(0, ...parts.map((part) => part.length));
  return parts.map((part) => part.padEnd(width));
}

/** Plain where YAML cannot misread it, otherwise JSON, which YAML reads as it is. */
function flow(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key}: ${flow(item)}`)
      .join(", ")} }`;
  }
  if (typeof value === "string" && /^[a-z]+([_-][a-z]+)*$/.test(value) && !yamlWords.has(value)) return value;
  return JSON.stringify(value);
}

const yamlWords = new Set(["true", "false", "null", "yes", "no", "on", "off"]);
