import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { RunEvent, RunSummary } from "../../engine/ports/events.ts";
import type { Reporter } from "../../engine/ports/reporter.ts";
import type { Project } from "../open.ts";
import { type Asked, nothingAsked } from "../plan/asked.ts";
import { type Plan, planRun } from "../plan/plan.ts";
import { clearAway } from "./abandon.ts";
import { findFor } from "./find.ts";
import type { Means } from "./means.ts";
import { runPlan } from "./run.ts";

/** What a run is asked for by a program. The same as the command line's options of these names. */
export interface RunSettings
  extends Partial<Omit<Asked, "dryRun" | "explain" | "showPrompt" | "takeOver">>,
    Pick<Means, "askPerson" | "askSecret"> {
  /** Of the board: stories worked on at once, 1 by default; all of them share the checkout. Of a workflow file: steps. */
  readonly concurrency?: number;
  /** Called with every event, in order. What it throws is ignored. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Aborting stops the run as Ctrl+C does. */
  readonly signal?: AbortSignal;
}

/** Plans a run. Throws UserError as `planRun` does. */
export function planFor(
  project: Project,
  {
    onEvent,
    signal,
    askPerson,
    askSecret,
    concurrency,
    ...given
  }: RunSettings & { readonly explain?: boolean },
): Plan {
  const asked = { ...nothingAsked, ...given };
  const plan = planRun(asked, findFor(project, asked));
  return plan.kind === "file" ? { ...plan, asked: { ...asked, concurrency } } : plan;
}

/** Plans and runs. Throws UserError: exit 0 where the run to be continued is over, else as `runPlan` does. */
export async function runAsked(project: Project, settings: RunSettings): Promise<RunSummary> {
  const { onEvent, signal, askPerson, askSecret, concurrency } = settings;
  const plan = planFor(project, settings);
  if (plan.kind === "finished") {
    await clearAway(project, plan.run);
    throw new UserError(ExitCode.ok, "There was nothing to continue");
  }
  const abort = new AbortController();
  const stop = () => abort.abort("SIGINT");
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  const means = { reporter: reporterOf(onEvent), abort, stories: concurrency, askPerson, askSecret };
  try {
    return await runPlan(project, plan, means);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** A listener's mistake must not end what it listens to. */
function reporterOf(onEvent: RunSettings["onEvent"]): Reporter {
  return {
    event(event) {
      try {
        onEvent?.(event);
      } catch {
        // There is nobody to tell.
      }
    },
    close: async () => {},
  };
}
