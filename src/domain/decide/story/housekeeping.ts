import type { StoryStep } from "../../definition/story/definition.ts";
import type { Attempt } from "../../journal/execution.ts";
import { reopenedStatus } from "../../story/effects.ts";
import type { Housekeeping, View } from "./decision.ts";
import { rank } from "./standing.ts";

/** A done step that no longer stands, and why. */
interface TakenBack {
  readonly step: StoryStep;
  readonly attempt: Attempt;
  readonly reason: string;
  readonly byPerson: boolean;
}

/**
 * What must be put in order before a story goes on, in this order: dead attempts recorded and done ones accepted, what
 * no longer stands withdrawn, blocks written or lifted, a story that was finished by hand moved on.
 */
export function housekeepingOf(view: View): Housekeeping[] {
  const takenBack = takenBackOf(view);
  return [...settle(view, takenBack), ...withdraw(view, takenBack), ...blocks(view), ...finish(view)];
}

function takenBackOf({ workflow, found }: View): TakenBack[] {
  return workflow.steps.flatMap((step): TakenBack[] => {
    const standing = found.get(step.id);
    if (standing?.state !== "open" || !standing.takenBack) return [];
    return [
      { step, attempt: standing.takenBack, reason: standing.why, byPerson: standing.byPerson === true },
    ];
  });
}

function settle({ execution, world }: View, takenBack: readonly TakenBack[]): Housekeeping[] {
  return execution.attempts.flatMap((attempt): Housekeeping[] => {
    if (attempt.outcome === "running" && !world.inFlight) return [{ kind: "interrupt", attempt }];
    const pending = attempt.outcome === "done" && !attempt.accepted && !attempt.withdrawn;
    // Accepting what was taken back meanwhile would set a flag that then reads as done by hand.
    const void_ = takenBack.some((t) => t.attempt === attempt);
    return pending && !void_ ? [{ kind: "accept", attempt }] : [];
  });
}

function withdraw({ workflow, story }: View, takenBack: readonly TakenBack[]): Housekeeping[] {
  const [first] = takenBack;
  const status = first ? reopenedStatus(workflow, first.step.id, story) : story.status;
  const flags = takenBack.flatMap(({ step }) =>
    step.sets !== undefined && story.flags[step.sets] ? [step.sets] : [],
  );
  return [
    // The status before all: once nothing is left to take back, a done story has nothing left to do.
    ...(status === story.status ? [] : [{ kind: "reopen", status } as const]),
    // Then the flags: a withdrawn attempt under a set flag would read as done by hand.
    ...(flags.length > 0 ? [{ kind: "clear", flags } as const] : []),
    ...takenBack.map(({ attempt, reason, byPerson }): Housekeeping => {
      return { kind: "withdraw", attempt, by: byPerson ? "person" : "change", reason };
    }),
    ...(takenBack.some((t) => t.byPerson) ? [{ kind: "allow", by: "a flag was cleared" } as const] : []),
  ];
}

function blocks({ story, execution }: View): Housekeeping[] {
  if (!execution.blocked || story.blockedReason !== undefined) return [];
  return execution.blocked.written
    ? [{ kind: "allow", by: "blocked_reason was removed" }]
    : [{ kind: "block", reason: execution.blocked.reason }];
}

function finish({ workflow, story, found }: View): Housekeeping[] {
  const last = workflow.steps.at(-1);
  const standing = last && found.get(last.id);
  const byHand = standing?.state === "done" && standing.attempt === 0;
  const all = [...found.values()].every((s) => s.state === "done");
  return last?.ends !== undefined && byHand && all && rank(story.status) < rank(last.ends)
    ? [{ kind: "finish", status: last.ends }]
    : [];
}
