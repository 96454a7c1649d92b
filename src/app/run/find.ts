import { agentNames } from "../../domain/config/config.ts";
import { assessNow } from "../../engine/story/assess-now.ts";
import type { Project } from "../open.ts";
import type { Asked } from "../plan/asked.ts";
import type { Found } from "../plan/found.ts";
import { lookUpRun } from "../view/find-run.ts";
import { isWorkflowFile } from "../view/is-workflow-file.ts";
import { fileScope } from "./file-scope.ts";

/**
 * Reads what planning a run has to know. Writes nothing. Throws UserError (exit 2) for a workflow file outside the project,
 * and for the beginning of several runs' ids.
 */
export function findFor(project: Project, { target, continue: goesOn }: Asked): Found {
  const { root, runs: store, config, workflows, layout } = project;
  const steps = workflows.names.flatMap((name) => workflows.get(name).workflow.steps.map(({ id }) => id));
  const known = {
    root,
    boardCheckpoint: layout.boardCheckpoint,
    ...store.unfinished(),
    steps: [...new Set(steps)],
    agents: agentNames(config.agents),
  };
  if (target !== undefined && isWorkflowFile(project, target))
    return { ...known, file: fileScope(project, target) };
  const named = target === undefined || !goesOn ? undefined : lookUpRun(store, target);
  return { ...known, board: assessNow(project, {}).board, ...(named ? { named } : {}) };
}
