import { safeText } from "../../domain/text.ts";
import type { GateAnswer } from "../../engine/workflow/walk.ts";
import type { CommandContext } from "../context.ts";
import { askLine } from "../terminal.ts";

/** Asks a person at the terminal; whoever answers neither yes nor no decides later. */
export async function askAtGate(
  ctx: CommandContext,
  path: string,
  message: string,
  signal: AbortSignal,
): Promise<GateAnswer> {
  const question = `${safeText(path)}: ${safeText(message).trimEnd()}\nApprove? [y]es, [n]o, [l]ater: `;
  const answer = (await askLine(ctx, question, signal)).trim().toLowerCase();
  if (["y", "yes"].includes(answer)) return { decision: "approved" };
  if (!["n", "no"].includes(answer)) return { decision: "later" };
  const reason = (await askLine(ctx, "Why? ", signal)).trim();
  // Nobody has said no who was interrupted before saying why.
  if (signal.aborted) return { decision: "later" };
  return { decision: "rejected", reason: reason === "" ? "rejected at the terminal" : reason };
}
