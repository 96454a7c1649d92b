import type { RunSummary } from "../../engine/ports/events.ts";
import type { Project } from "../open.ts";
import type { BoardPlan, FilePlan } from "../plan/plan.ts";
import { runBoardPlan } from "./board.ts";
import { runFilePlan } from "./file.ts";
import type { Means } from "./means.ts";

/**
 * Executes a plan, from the lease to the summary.
 * @throws UserError when it cannot start or go on; exit 7 when its state could not be saved.
 */
export function runPlan(project: Project, plan: BoardPlan | FilePlan, means: Means): Promise<RunSummary> {
  return plan.kind === "file" ? runFilePlan(project, plan, means) : runBoardPlan(project, plan, means);
}
