import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { nearest } from "../../domain/nearest.ts";
import type { FoundRun, RunStore } from "../../engine/run-store-port.ts";

/** The run of this id, or the only one whose id begins so, with or without its `run-`. Throws UserError (exit 2). */
export function findRun(runs: RunStore, id: string): FoundRun {
  const all = [...runs.unfinished().runs, ...runs.all()];
  const exact = all.find(({ runId }) => runId === id);
  if (exact) return exact;
  const wanted = id.toLowerCase();
  const ids = [...new Set(all.map(({ runId }) => runId))];
  const fitting = ids.filter((runId) => {
    return wanted !== "" && (runId.startsWith(wanted) || runId.startsWith(`run-${wanted}`));
  });
  if (fitting.length === 1) return all.find(({ runId }) => runId === fitting[0])!;
  const close = fitting.length > 1 ? fitting : nearest(id, ids);
  throw new UserError(
    ExitCode.usage,
    `${fitting.length > 1 ? "More than one run is" : "There is no run"} ${id}`,
    {
      fix:
        close.length > 0 ? `Did you mean ${close.slice(0, 5).join(", ")}?` : "List them: agentic-sdlc runs",
    },
  );
}
