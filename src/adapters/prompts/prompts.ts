import { createHash } from "node:crypto";
import type { Config } from "../../domain/config.ts";
import type { WorkflowSet } from "../../domain/workflow-set.ts";
import type { Prompts } from "../../engine/ports.ts";

/** Temporary: replaced by the real prompts. */
export function createPrompts(
  _root: string,
  _config: Config,
): Prompts & { definitionsHash(set: WorkflowSet): string } {
  const hash = (t: string) => createHash("sha256").update(t).digest("hex");
  const headings: Record<string, string> = {
    research: "Research",
    plan: "Implementation Plan",
    review: "Review",
    refine: "Acceptance Criteria",
  };
  return {
    render: ({ story, step }) => ({
      prompt: `${step.id} ${story.title}\n${story.body}`,
      hash: hash(step.id),
    }),
    hash: (action) => hash(action),
    sections: (step, output) =>
      headings[step.id] && output ? { [step.id]: { heading: headings[step.id]!, text: output } } : {},
    definitionsHash: () => "",
  };
}
