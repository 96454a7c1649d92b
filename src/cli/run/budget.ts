import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Performer } from "../../engine/ports/performer.ts";
import type { RunOptions } from "./definition.ts";

type Bounds = Pick<RunOptions, "budgetUsd" | "maxActions" | "until">;

/**
 * Refuses a run to the end under `--budget` that would come to an agent that reports no cost: before anything is paid
 * for, not half-way. A run that may end before it gets there stops when it does.
 * @throws UserError exit 2.
 */
export function refuseUnpriced(
  performers: readonly Pick<Performer, "agent">[],
  auto: boolean,
  bounds: Bounds,
): void {
  if (!auto || bounds.budgetUsd === undefined) return;
  if (bounds.maxActions !== undefined || bounds.until !== undefined) return;
  const silent = performers.find(({ agent }) => agent.reportsCost === false)?.agent.name;
  if (silent === undefined) return;
  throw new UserError(ExitCode.usage, `agent ${silent} reports no cost: --budget cannot be kept`, {
    why: "It reports tokens alone, and config has no price for them.",
    fix: `In .agentic-sdlc.json give agents.${silent} a price, {"inputPerMTok": …, "outputPerMTok": …}, or leave out --budget`,
  });
}
