import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import type { FoundRun } from "../../engine/ports/run-store.ts";
import { version } from "../version.ts";
import type { Asked } from "./asked.ts";

/** What is worth knowing before a run is gone on with; `killed` says who died, and is nothing that does not match. */
export interface Warning {
  readonly code: "killed" | "age" | "story" | "workflow" | "inputs" | "tool" | "checkpoint";
  readonly text: string;
}

/** What does not match between any run that is continued and today; `own`: what its kind of run adds. Pure. */
export function warningsOf(
  run: FoundRun,
  { now, maxAgeMs }: { readonly now: Date; readonly maxAgeMs: number },
  own: readonly Warning[],
): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: Warning["code"], text: string) => warnings.push({ code, text });
  if (run.rebuilt !== undefined)
    warn("checkpoint", `The checkpoint could not be read (${run.rebuilt}); rebuilt from the journal.`);
  const age = now.getTime() - Date.parse(run.savedAt);
  if (age > maxAgeMs)
    warn("age", `Checkpoint is old: last saved ${run.savedAt}, ${formatDuration(age)} ago.`);
  warnings.push(...own);
  const { toolVersion } = run.state;
  if (toolVersion !== "" && toolVersion !== version)
    warn("tool", `This run was started by agentic-sdlc ${toolVersion}; this is ${version}.`);
  return warnings;
}

/** `--strict`, without `--force-continue`: throws UserError (exit 2) on anything that does not match. */
export function refuseIfStrict(asked: Asked, { runId }: FoundRun, warnings: readonly Warning[]): void {
  const wrong = warnings.filter(({ code }) => code !== "killed");
  if (wrong.length === 0 || !asked.strict || asked.forceContinue) return;
  throw new UserError(ExitCode.usage, `Run ${runId} does not match, and --strict was given`, {
    why: wrong.map((w) => w.text).join("\n"),
    fix: "See what would run: agentic-sdlc run --continue --explain",
  });
}
