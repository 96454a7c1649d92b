import type { StoryWorkflow } from "../../definition/story/definition.ts";
import { noExecution } from "../../journal/apply.ts";
import type { StoryExecution } from "../../journal/execution.ts";
import type { Story } from "../../story/story.ts";
import { decide } from "./decide.ts";
import type { Decision, World } from "./decision.ts";

/** What a decision looks at that is the same for all stories of a board. */
type BoardWorld = Omit<World, "unmet" | "inFlight">;

/** Decides one story of the board; without an `execution` nothing was ever done for it. */
export type Decider = (
  workflow: StoryWorkflow,
  story: Story,
  execution: StoryExecution | undefined,
  own: Pick<World, "unmet" | "inFlight">,
) => Decision;

/**
 * `decide` for the stories of one board. Of a story that nothing was done for and that nothing holds up, a decision sees
 * no more than its status and its flags: such stories are many and alike, and each kind of them is decided once.
 */
export function boardDecider(world: BoardWorld): Decider {
  const known = new Map<StoryWorkflow, Map<string, Decision>>();
  return (workflow, story, execution, { unmet, inFlight }) => {
    const fresh = execution === undefined && story.blockedReason === undefined && unmet.length === 0;
    if (!fresh || inFlight)
      return decide(workflow, story, execution ?? noExecution, { ...world, unmet, inFlight });
    const kinds = known.get(workflow) ?? new Map<string, Decision>();
    known.set(workflow, kinds);
    const kind = kindOf(workflow, story);
    const decision = kinds.get(kind) ?? decide(workflow, story, noExecution, { ...world, unmet, inFlight });
    kinds.set(kind, decision);
    return decision;
  };
}

/** All that a decision reads of such a story's file. */
function kindOf(workflow: StoryWorkflow, story: Story): string {
  let kind: string = story.status;
  for (const { sets } of workflow.steps) kind += sets !== undefined && story.flags[sets] === true ? "+" : "-";
  return kind;
}
