import type { Usage } from "../../../domain/agent/usage.ts";
import { isObject, type Json } from "../../../domain/text/json.ts";
import type { AgentResult, LeftBehind } from "../../../engine/ports/agent.ts";
import { resultOf } from "../command/result-file.ts";
import { isSessionId } from "../conversation/session.ts";
import { fieldsOf, isAmount } from "../json/fields.ts";
import { eventOf } from "../json/read.ts";
import { readTranscript, transcriptFile } from "./lines.ts";
import type { Transcript } from "./writer.ts";

/**
 * Notes an attempt's answer in its transcript, and that there is none after all, as often as that changes: between an
 * agent's last word and the record of it lie its exit and the end of all it started.
 */
export function answerNotes(
  transcript: Pick<Transcript, "write">,
): (answer: Omit<AgentResult, "exitCode" | "signal" | "durationMs"> | undefined) => void {
  const began = performance.now();
  let noted = "";
  return (answer) => {
    const text = answer && !answer.error ? JSON.stringify(answer) : "";
    if (text === noted) return;
    noted = text;
    const durationMs = Math.round(performance.now() - began);
    const event = text === "" ? { type: "went-on" } : { type: "answer", durationMs, ...answer };
    transcript.write("event", JSON.stringify(event));
  };
}

/**
 * What an attempt told before its runner died, by the events in its transcript: the last session, usage and answer.
 * Reads only; what cannot be read says nothing.
 */
export function salvageTranscript(attemptDir: string): LeftBehind {
  const found: { -readonly [K in keyof LeftBehind]: LeftBehind[K] } = {};
  for (const { stream, text } of readTranscript(transcriptFile(attemptDir))) {
    if (stream !== "event") continue;
    // The runner's own notes are plain text.
    const event = eventOf(text) ?? {};
    const { sessionId, usage } = event;
    if (event.type === "session" && typeof sessionId === "string" && isSessionId(sessionId)) {
      found.sessionId = sessionId;
    }
    if (event.type === "usage" && isUsage(usage)) found.usage = usage;
    if (event.type === "answer") found.answer = answerOf(event) ?? found.answer;
    if (event.type === "went-on") delete found.answer;
  }
  return found;
}

/** The answer as it was noted; undefined for what is none. */
function answerOf(event: Json): AgentResult | undefined {
  const { usage, counter, durationMs } = event;
  const wrong: string[] = [];
  const { output, sessionId, usage: _usage, ...said } = resultOf(fieldsOf(event, (why) => wrong.push(why)));
  if (wrong.length > 0 || output === undefined || said.error || !isUsage(usage)) return undefined;
  return {
    ...{ ...said, output, usage, exitCode: null, signal: null },
    durationMs: isAmount(durationMs) ? durationMs : 0,
    ...(isUsage(counter) ? { counter } : {}),
    ...(sessionId !== undefined && isSessionId(sessionId) ? { sessionId } : {}),
  };
}

function isUsage(value: unknown): value is Usage {
  if (!isObject(value)) return false;
  const { inputTokens, outputTokens, costUsd } = value;
  const counts = [inputTokens, outputTokens].every((count) => count === undefined || isAmount(count));
  return counts && (costUsd === null || isAmount(costUsd));
}
