import type { StoryStep } from "../definition/story/definition.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

const text = (description: string) => ({ type: "string", description });
const object = (required: readonly string[], properties: Readonly<Record<string, object>>): JsonSchema => ({
  type: "object",
  required,
  properties,
});

/** In a form there is no other place to ask. */
const question = text("Only where you cannot go on without an answer: what you ask. Otherwise leave it out.");

const verdictSchema = object(["verdict", "issues"], {
  findings: text("The review in Markdown, as asked for, without the list of issues and without the verdict."),
  verdict: {
    type: "string",
    enum: ["approved", "rejected"],
    description: "approved only where there is no critical and no major issue",
  },
  issues: {
    type: "array",
    description: "Empty where there is no issue.",
    items: object(["severity", "description"], {
      severity: { type: "string", enum: ["critical", "major", "minor"] },
      description: text("What is wrong, and why it matters."),
      file: text("Path from the root of the working tree."),
      line: { type: "integer", description: "Line, from 1." },
      suggestion: text("How to mend it."),
    }),
  },
  question,
});

const criteriaSchema = object(["criteria"], {
  criteria: {
    type: "array",
    items: text("One acceptance criterion, in Markdown, without the list's own marker."),
    description: "The acceptance criteria, in order.",
  },
  question,
});

/**
 * The JSON Schema that the answer of a step must follow, for agents that can be held to one; undefined: text. The
 * prompts of these steps ask for the same in words.
 */
export function answerSchema(step: StoryStep): JsonSchema | undefined {
  if (step.type !== "action") return undefined;
  if (step.verdict) return verdictSchema;
  return step.id === "refine" && step.access === "read" ? criteriaSchema : undefined;
}

/** An answer of criteria as the Markdown list that the story is given; any other answer as it is. */
export function criteriaText(output: string): string {
  const criteria = parsed(output)?.criteria;
  if (!Array.isArray(criteria)) return output;
  const items = criteria.flatMap((item) =>
    typeof item === "string" && item.trim() !== "" ? [item.trim()] : [],
  );
  return items
    .map((item) => item.replace(/^(?:[-*+]\s+)?(?:\[[ xX]\]\s+)?/, "").replace(/\r?\n/g, "\n  "))
    .map((item) => `- [ ] ${item}`)
    .join("\n");
}

function parsed(output: string): Record<string, unknown> | undefined {
  const text = /^\s*```json\s*\n([\s\S]*?)\n```\s*$/.exec(output)?.[1] ?? output;
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
