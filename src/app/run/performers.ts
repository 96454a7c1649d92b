import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Performer } from "../../engine/ports/performer.ts";
import type { Refusal } from "../../engine/run/request.ts";
import type { Asked } from "../plan/asked.ts";

type Doer = Pick<Performer, "agent">;

/**
 * Checks that somebody does the work before any of it begins. Returns, of a run that goes on, why nobody does: what was
 * left of it needs no agent to be put in order. Throws UserError (exit 2) where nobody does what is to be started, and
 * where `--budget` cannot be kept.
 */
export function refusalOf(
  find: () => readonly Doer[],
  { goesOn, auto, asked }: { readonly goesOn: boolean; readonly auto: boolean; readonly asked: Asked },
): Refusal | undefined {
  let doers: readonly Doer[] = [];
  let refusal: Refusal | undefined;
  try {
    doers = find();
  } catch (error) {
    if (!goesOn || !(error instanceof UserError)) throw error;
    const { message, why, fix } = error;
    refusal = { reason: [message, why].filter(Boolean).join(". "), fix };
  }
  if (auto) refuseUnpriced(doers, asked);
  return refusal;
}

/**
 * Refuses a run to the end under `--budget` that would come to an agent that reports no cost: before anything is paid
 * for, not half-way. A run that may end before it gets there stops when it does.
 */
function refuseUnpriced(doers: readonly Doer[], { budgetUsd, maxActions, until }: Asked): void {
  if (budgetUsd === undefined || maxActions !== undefined || until !== undefined) return;
  const silent = doers.find(({ agent }) => agent.reportsCost === false)?.agent.name;
  if (silent === undefined) return;
  throw new UserError(ExitCode.usage, `agent ${silent} reports no cost: --budget cannot be kept`, {
    why: "It reports tokens alone, and config has no price for them.",
    fix: `In .agentic-sdlc.json give agents.${silent} a price, {"inputPerMTok": …, "outputPerMTok": …}, or leave out --budget`,
  });
}
