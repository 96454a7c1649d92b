import { changesSince } from "../../../domain/decide/node/changes.ts";
import type { WorkflowTree } from "../../../domain/definition/file/definition.ts";
import type { FoundRun } from "../../../engine/ports/run-store.ts";
import type { Asked } from "../asked.ts";
import type { Warning } from "../warnings.ts";
import { fewText } from "./few.ts";

/** What a workflow file's run is compared with when it is gone on with. */
interface Today {
  readonly file: WorkflowTree & { readonly hash: string };
  readonly inputs: { readonly changed: readonly string[]; readonly gone: readonly string[] };
  readonly asked: Asked;
}

/** Who held the run is dead: what it was at, and when it was last heard of. None where it ended by itself. Pure. */
export function killedWarning({ runId, status, lastSign, state }: FoundRun): Warning[] {
  if (status !== "running") return [];
  const open = [...(state.nodes?.all() ?? [])]
    .filter((node) => node.status === "open")
    .map(({ path }) => path);
  const at = open.length === 0 ? "" : ` It was at work on ${fewText(open)}.`;
  return [{ code: "killed", text: `Run ${runId} was killed; last sign of life ${lastSign}.${at}` }];
}

/** What does not match between a workflow file's run and today: its steps, and its inputs. Pure. */
export function fileWarnings({ state }: FoundRun, { file, inputs, asked }: Today): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: Warning["code"], text: string) => warnings.push({ code, text });
  const { changed, retired } = state.nodes ? changesSince(state.nodes, file) : { changed: [], retired: [] };
  const then = asked.rerunChanged ? "They run again." : "What is done stays done; the rest uses today's.";
  if (changed.length > 0) warn("workflow", `Changed since they were done: ${fewText(changed)}. ${then}`);
  if (retired.length > 0) warn("workflow", `Retired, in the workflow no more: ${fewText(retired)}.`);
  if (changed.length === 0 && retired.length === 0 && state.workflow.hash !== file.hash) {
    warn(
      "workflow",
      "The workflow changed since this run started. What is done stays done; the rest uses today's.",
    );
  }
  if (inputs.changed.length > 0) warn("inputs", `Inputs changed: ${inputs.changed.join(", ")}.`);
  if (inputs.gone.length > 0)
    warn("inputs", `Inputs that the workflow has no more: ${inputs.gone.join(", ")}.`);
  return warnings;
}
