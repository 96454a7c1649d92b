import { type Explanation, explain } from "../../../domain/decide/story/explain.ts";
import { noExecution } from "../../../domain/journal/apply.ts";
import type { Story } from "../../../domain/story/story.ts";
import type { Deps } from "../../../engine/deps.ts";
import type { Assessed } from "./assessed.ts";

/** A verdict per action of every story in the selection, and why. */
export function explainAll(
  deps: Pick<Deps, "stories" | "prompts" | "hash" | "workflowOf">,
  assessed: Assessed,
): Explanation[] {
  return assessed.board.stories.flatMap((story) => {
    const decision = assessed.decisions.get(story.id);
    const execution = assessed.executions.get(story.id);
    if (!decision || (!execution && story.status === "done")) return [];
    return explain(
      deps.workflowOf(story),
      story,
      execution ?? noExecution,
      decision,
      todaysHashes(deps, story),
    );
  });
}

/** What an action of `story` would consume today. */
export function todaysHashes(deps: Pick<Deps, "stories" | "prompts" | "hash">, story: Story) {
  return {
    input: deps.stories.inputHash(story),
    prompt: (action: string) => deps.prompts.hash(action),
    hash: deps.hash,
  };
}
