import type { Outlook } from "../../../domain/decide/node/outlook.ts";
import { resumingNodes } from "../../../domain/decide/node/resuming.ts";
import { completedNodes, type RunState } from "../../../domain/journal/run-state.ts";
import type { RunEvent } from "../../../engine/ports/events.ts";
import { few } from "./few.ts";

/** What a continued run skips, goes on with, and still has to do. */
export function resumingWorkflow(state: RunState, outlook: Outlook): Extract<RunEvent, { type: "resuming" }> {
  const { skipped, interrupted, toRun } = resumingNodes(outlook);
  return {
    type: "resuming",
    done: completedNodes(state).length,
    skipped: few(skipped),
    interrupted: few(interrupted),
    toRun: few(toRun),
  };
}
