import type { Usage } from "../../domain/record.ts";
import { isAmount, isObject } from "./fields.ts";
import { isSessionId } from "./result-file.ts";
import { readTranscript, transcriptFile } from "./transcript.ts";

/**
 * What an attempt told before its runner died, by the events in its transcript: the last session and the last usage.
 * Reads only; what cannot be read says nothing.
 */
export function salvageTranscript(attemptDir: string): { sessionId?: string; usage?: Usage } {
  const found: { sessionId?: string; usage?: Usage } = {};
  for (const { stream, text } of readTranscript(transcriptFile(attemptDir))) {
    if (stream !== "event") continue;
    const event = eventOf(text);
    const { sessionId, usage } = event;
    if (event.type === "session" && typeof sessionId === "string" && isSessionId(sessionId)) {
      found.sessionId = sessionId;
    }
    if (event.type === "usage" && isUsage(usage)) found.usage = usage;
  }
  return found;
}

/** The runner's own notes are plain text. */
function eventOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const event: unknown = JSON.parse(text);
    return isObject(event) ? event : {};
  } catch {
    return {};
  }
}

function isUsage(value: unknown): value is Usage {
  if (!isObject(value)) return false;
  const { inputTokens, outputTokens, costUsd } = value;
  const counts = [inputTokens, outputTokens].every((count) => count === undefined || isAmount(count));
  return counts && (costUsd === null || isAmount(costUsd));
}
