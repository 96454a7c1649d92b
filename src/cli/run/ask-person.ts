import type { Means } from "../../app/run/means.ts";
import type { NodeDecision } from "../../domain/decide/node/waiting.ts";
import { safeText } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { askLine } from "../terminal.ts";

type Asked = Parameters<NonNullable<Means["askPerson"]>>[0];

/** Asks a person at the terminal. Resolves to undefined where they decide later, and when `signal` aborts. */
export async function askPerson(
  ctx: CommandContext,
  asked: Asked,
  signal: AbortSignal,
): Promise<NodeDecision | undefined> {
  const decision = await (asked.kind === "gate" ? atGate : toAgent)(ctx, asked, signal);
  // Nobody has decided who was interrupted on the way.
  return signal.aborted ? undefined : decision;
}

async function atGate(ctx: CommandContext, { path, message }: Asked, signal: AbortSignal) {
  const question = `${safeText(path)}: ${safeText(message).trimEnd()}\nApprove? [y]es, [n]o, [l]ater: `;
  const answer = (await askLine(ctx, question, signal)).trim().toLowerCase();
  if (["y", "yes"].includes(answer)) return { type: "approved" } as const;
  if (!["n", "no"].includes(answer)) return undefined;
  const reason = (await askLine(ctx, "Why? ", signal)).trim();
  return { type: "rejected", reason: reason === "" ? "rejected at the terminal" : reason } as const;
}

async function toAgent(ctx: CommandContext, { path, message }: Asked, signal: AbortSignal) {
  const question = `${safeText(path)} asks: ${safeText(message).trimEnd()}\nAnswer (none: later): `;
  const text = (await askLine(ctx, question, signal)).trim();
  return text === "" ? undefined : ({ type: "answered", text } as const);
}
