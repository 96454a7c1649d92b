import { join } from "node:path";
import { readWorkflowFile } from "../../adapters/config/workflow/file.ts";
import { type Resuming, resumingNodes } from "../../domain/decide/node/resuming.ts";
import { isUnfinished } from "../../domain/journal/run-state.ts";
import type { FoundRun } from "../../engine/ports/run-store.ts";
import type { Project } from "../open.ts";
import { inputsBefore, knownInputs } from "./inputs.ts";
import { outlookOn } from "./outlook.ts";

/**
 * What is left of a workflow file's run, as far as it is known without asking anybody; undefined for another run, one that
 * is finished or held, and where the file cannot be run as it is today.
 */
export function leftOf(project: Project, run: FoundRun): Omit<Resuming, "skipped"> | undefined {
  const { root, cwd: from } = project;
  const { scope, status, holder, state } = run;
  if (scope.kind !== "workflow" || !isUnfinished(status) || holder !== undefined) return undefined;
  const { file } = readWorkflowFile(join(root, scope.file), { from: root, root });
  if (!file) return undefined;
  const inputs = knownInputs(file.workflow, { given: [], from, before: inputsBefore(state.options) });
  const { interrupted, toRun } = resumingNodes(
    outlookOn(project, file, state, inputs, { rerunChanged: false }),
  );
  return { interrupted, toRun };
}
