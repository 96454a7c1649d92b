/** What Claude Code says in `--output-format stream-json`. Pure: lines in, events and what they come to out. */
import type { AgentError, Usage } from "../../domain/record.ts";
import type { AgentEvent } from "../../engine/agent-port.ts";
import { claudeCounter, claudeUsage } from "./claude-usage.ts";
import { amountAt, eventOf, type Json, objectAt, objectsAt, textAt, toolDetail } from "./json-event.ts";
import { kindOfName, secondsUntil, serviceError } from "./service-error.ts";
import { sessionEvent } from "./session.ts";

/** What is known beside the stream. */
export interface ClaudeStreamContext {
  /** The session's counter before this attempt. */
  readonly counter?: Usage;
  readonly mask: (text: string) => string;
  /** Milliseconds since the epoch, for reset times. */
  readonly now: () => number;
}

/** What a stream has come to so far. */
export interface ClaudeStream {
  read(line: string): readonly AgentEvent[];
  over(): "said" | "hopeless" | undefined;
  /** Whether a tool runs. */
  busy(): boolean;
  /** The last result that is no error. */
  answer(): Json | undefined;
  /** Why there is none; undefined where nothing told. */
  error(): AgentError | undefined;
  sessionId(): string | undefined;
  usage(): Usage | undefined;
  counter(): Usage | undefined;
}

/** Reads one process's stream. */
export function claudeStream({ counter, mask, now }: ClaudeStreamContext): ClaudeStream {
  const tools = new Set<string>();
  const results: Json[] = [];
  let sessionId: string | undefined;
  let version: string | undefined;
  let resetsAt: number | undefined;
  let fatal: AgentError | undefined;

  const started = (event: Json): AgentEvent[] => {
    version = textAt(event, "claude_code_version") ?? version;
    const id = textAt(event, "session_id");
    if (id === undefined || id === sessionId) return [];
    const told = sessionEvent(id, mask);
    if (told.type === "session") sessionId = id;
    return [told];
  };
  const retried = (event: Json): AgentEvent[] => {
    const why = textAt(event, "error") ?? "an error";
    const status = amountAt(event, "error_status");
    const text = `${why}${status === undefined ? "" : ` (${status})`}`;
    // It would go on trying for a minute and a half.
    if (kindOfName(why) === "auth") fatal ??= { kind: "auth", message: text };
    const waits = Math.round((amountAt(event, "retry_delay_ms") ?? 0) / 1000);
    const tries = `${amountAt(event, "attempt") ?? "?"} of ${amountAt(event, "max_retries") ?? "?"}`;
    return [{ type: "notice", text: `the service says ${text}: retry ${tries} in ${waits} s` }];
  };
  const concluded = (event: Json): AgentEvent[] => {
    results.push(event);
    tools.clear();
    const denied = new Set(objectsAt(event, "permission_denials").map((it) => textAt(it, "tool_name")));
    return [
      ...(denied.size > 0 ? [{ type: "notice", text: `denied: ${[...denied].join(", ")}` } as const] : []),
      { type: "usage", usage: claudeUsage(results, version, counter) },
    ];
  };

  return {
    read(line) {
      const event = eventOf(line);
      switch (event?.type) {
        case "system":
          if (event.subtype === "init") return started(event);
          return event.subtype === "api_retry" ? retried(event) : [];
        case "assistant":
          return spoken(event, tools);
        case "user":
          for (const part of contentOf(event)) tools.delete(textAt(part, "tool_use_id") ?? "");
          return [];
        case "rate_limit_event": {
          const info = objectAt(event, "rate_limit_info");
          resetsAt = info.status === "rejected" ? amountAt(info, "resetsAt") : undefined;
          return [];
        }
        case "result":
          return concluded(event);
        default:
          return [];
      }
    },
    over: () => (fatal ? "hopeless" : results.length > 0 ? "said" : undefined),
    busy: () => tools.size > 0,
    answer: () => results.findLast(isAnswer),
    error() {
      if (fatal || results.some(isAnswer)) return fatal;
      const last = results.at(-1);
      const error = last && errorOf(last, now());
      if (error?.kind !== "rate_limit" || resetsAt === undefined) return error;
      return { ...error, retryAfter: secondsUntil(resetsAt, now()) };
    },
    sessionId: () => sessionId,
    usage: () => (results.length > 0 ? claudeUsage(results, version, counter) : undefined),
    counter: () => claudeCounter(results, version),
  };
}

const contentOf = (event: Json) => objectsAt(objectAt(event, "message"), "content");

/** `subtype` alone does not tell: an error of the service is a `success`, too. */
const isAnswer = (result: Json) => result.subtype === "success" && result.is_error !== true;

/** Text of the main agent; tools of its helpers, too. */
function spoken(event: Json, tools: Set<string>): AgentEvent[] {
  const isError = objectAt(event, "message").model === "<synthetic>";
  const isHelper = typeof event.parent_tool_use_id === "string";
  return contentOf(event).flatMap((part): AgentEvent[] => {
    if (part.type === "text" && !isError && !isHelper) {
      const text = textAt(part, "text") ?? "";
      return text.trim() === "" ? [] : [{ type: "text", text }];
    }
    if (part.type !== "tool_use") return [];
    tools.add(textAt(part, "id") ?? "");
    return [{ type: "tool", name: textAt(part, "name") ?? "?", detail: toolDetail(objectAt(part, "input")) }];
  });
}

function errorOf(result: Json, now: number): AgentError {
  const errors = Array.isArray(result.errors) ? result.errors.filter((it) => typeof it === "string") : [];
  const text =
    [textAt(result, "result"), ...errors].filter(Boolean).join("; ") ||
    (textAt(result, "subtype") ?? "it failed, without saying why");
  if (result.subtype === "error_max_turns") return { kind: "turns", message: text };
  if (result.subtype === "error_max_budget_usd") return { kind: "budget", message: text };
  if (result.subtype === "error_max_structured_output_retries") return { kind: "schema", message: text };
  if (text.includes("No conversation found")) return { kind: "session_missing", message: text };
  return serviceError(text, now, amountAt(result, "api_error_status"));
}
