import type { Heard } from "../reader.ts";
/** The events of `pi --mode json` (measured: 0.73, 0.74). */

import type { AgentError } from "../../../../domain/agent/error.ts";
import type { Json } from "../../../../domain/text/json.ts";
import type { Ended } from "../../../process/end/ended.ts";
import { apiError } from "../../errors/api.ts";
import { amountAt, objectAt, objectsAt, textAt } from "../../json/read.ts";
import { addUsage, knownCost, type Spent, total } from "../../usage/spent.ts";
import { lastAnswer } from "../answer.ts";
import { detailOf } from "../detail.ts";
import { eventReader, sessionHeard, textHeard } from "../heard.ts";
import type { StreamReader } from "../reader.ts";
import { lineWith, unknownArgument } from "../refusal.ts";

/** Follows one attempt of the agent `name`. `workspace`: absolute, for the names of files. */
export function piReader(name: string, workspace: string): StreamReader {
  const said = lastAnswer();
  const running = new Set<string>();
  let spent: Spent | undefined;
  /** Why the model's last message ended. */
  let stop: string | undefined;
  let error: AgentError | undefined;
  let ended = false;

  const hear = (event: Json): Heard[] => {
    const id = textAt(event, "toolCallId") ?? "";
    switch (event.type) {
      case "session":
        return sessionHeard(event, "id");
      case "agent_start":
        ended = false;
        return [];
      case "message_end":
        return message(objectAt(event, "message"));
      case "tool_execution_start": {
        const tool = textAt(event, "toolName") ?? "tool";
        said.tool(tool);
        running.add(id);
        return [{ type: "tool", name: tool, detail: detailOf(event.args, workspace) }];
      }
      case "tool_execution_end":
        running.delete(id);
        return [];
      case "auto_retry_start":
        return [{ type: "notice", text: `${error?.message ?? name}; it tries again` }];
      // After an error it may start again: then it is not the end.
      case "agent_end":
        ended = true;
        return [];
      default:
        return [];
    }
  };
  const message = (message: Json): Heard[] => {
    if (message.role !== "assistant") return [];
    stop = textAt(message, "stopReason");
    const told = textAt(message, "errorMessage") ?? "an error without a message";
    error = stop === "error" ? apiError(name, told) : stopped(name, stop);
    const texts = objectsAt(message, "content").flatMap((part) =>
      part.type === "text" ? [textAt(part, "text") ?? ""] : [],
    );
    const text = texts.join("\n\n");
    said.say(text, "\n\n");
    const heard = textHeard(text);
    if (message.usage === undefined) return heard;
    spent = addUsage(spent, usageIn(objectAt(message, "usage")));
    return [...heard, { type: "usage", usage: knownCost(spent) }];
  };
  const read = eventReader(hear);
  return {
    read: (stream, line) => (isPiece(line) ? [] : read(stream, line)),
    keeps: (_stream, line) => !isPiece(line),
    over: () => (ended && stop === "stop" ? "said" : undefined),
    busy: () => running.size > 0,
    outcome: () => ({
      output: said.text(),
      finished: ended && stop === "stop",
      usage: spent && knownCost(spent),
      error,
    }),
    failure: (how) => failureOf(name, how),
  };
}

/** Each piece of a message comes with the whole message so far, twice: it would fill a transcript, and the disk. */
const isPiece = (line: string) => line.startsWith('{"type":"message_update"');

/** Why a message that ended is none that can be accepted. */
function stopped(name: string, stop: string | undefined): AgentError | undefined {
  if (stop === "length")
    return { kind: "turns", message: `agent ${name} stopped at its maximum number of tokens` };
  return stop === "aborted" ? { kind: "crash", message: `agent ${name} was interrupted` } : undefined;
}

/** What went through its cache is input. */
function usageIn(usage: Json): Spent {
  return {
    inputTokens: total(["input", "cacheRead", "cacheWrite"].map((key) => amountAt(usage, key))),
    outputTokens: amountAt(usage, "output") ?? 0,
    costUsd: amountAt(objectAt(usage, "cost"), "total"),
  };
}

const failures = [
  [/no session found/i, "session_missing"],
  [/no api key|\/login|no models available/i, "auth"],
  [/unknown (provider|model)|(provider|model)\b.{0,80}not found|no models match/i, "bad_request"],
] as const;

/** What it says before it begins. Exit code 1, but 0 for everything later. */
function failureOf(name: string, { stderr }: Ended): AgentError | undefined {
  for (const [pattern, kind] of failures) {
    const line = lineWith(stderr, pattern);
    if (line !== undefined) return { kind, message: `agent ${name}: ${line}` };
  }
  return unknownArgument(name, stderr);
}
