import type { NodeRecord } from "../../domain/journal/node-record.ts";
import type { AgentResult } from "../ports/agent.ts";
import type { OpenRun } from "../ports/run-store.ts";

/** The record of what an agent said. */
export type Said = Extract<NodeRecord, { type: "said" }>;

/** What an agent said, masked, as it is recorded: durable before it is judged. */
export function saidOf(
  { output, question: asked, usage, counter, error, durationMs }: AgentResult,
  at: { readonly path: string; readonly attempt: number },
  mask: (text: string) => string,
  run: Pick<OpenRun, "keepText">,
): Said {
  const question = asked?.trim();
  return {
    ...{ type: "said", ...at },
    output: run.keepText(mask(output)),
    ...(question ? { question: mask(question) } : {}),
    usage,
    ...(counter ? { counter } : {}),
    ...(error ? { error: { ...error, message: mask(error.message) } } : {}),
    durationMs,
  };
}
