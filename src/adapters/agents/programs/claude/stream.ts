import type { Heard } from "../reader.ts";
/** What Claude Code says in `--output-format stream-json`. Pure: lines in, events and what they come to out. */

import type { AgentError } from "../../../../domain/agent/error.ts";
import type { Usage } from "../../../../domain/agent/usage.ts";
import type { Json } from "../../../../domain/text/json.ts";
import type { Ended } from "../../../process/end/ended.ts";
import { kindOfName, secondsUntil, serviceError } from "../../errors/service.ts";
import { amountAt, objectAt, objectsAt, textAt } from "../../json/read.ts";
import { toolDetail } from "../detail.ts";
import { eventReader, sessionHeard, textHeard } from "../heard.ts";
import type { StreamReader } from "../reader.ts";
import { agentError, missingSession, unknownArgument } from "../refusal.ts";
import { claudeCounter, claudeUsage } from "./usage.ts";

const login = "log in by typing: claude, or set ANTHROPIC_API_KEY";

/**
 * Follows one attempt of the agent `name`. `counter`: the session's before this attempt; `now`: milliseconds since the
 * epoch, for reset times.
 */
export function claudeReader(name: string, counter?: Usage, now: () => number = Date.now): StreamReader {
  const tools = new Set<string>();
  const results: Json[] = [];
  let version: string | undefined;
  let resetsAt: number | undefined;
  let fatal: AgentError | undefined;

  const started = (event: Json): Heard[] => {
    version = textAt(event, "claude_code_version") ?? version;
    return sessionHeard(event, "session_id");
  };
  const retried = (event: Json): Heard[] => {
    const why = textAt(event, "error") ?? "an error";
    const status = amountAt(event, "error_status");
    const text = `${why}${status === undefined ? "" : ` (${status})`}`;
    // It would go on trying for a minute and a half.
    if (kindOfName(why) === "auth") fatal ??= { kind: "auth", message: text };
    const waits = Math.round((amountAt(event, "retry_delay_ms") ?? 0) / 1000);
    const tries = `${amountAt(event, "attempt") ?? "?"} of ${amountAt(event, "max_retries") ?? "?"}`;
    return [{ type: "notice", text: `the service says ${text}: retry ${tries} in ${waits} s` }];
  };
  const concluded = (event: Json): Heard[] => {
    // One that is told again is not paid for again.
    if (results.some(({ uuid }) => uuid !== undefined && uuid === event.uuid)) return [];
    results.push(event);
    tools.clear();
    const denied = new Set(objectsAt(event, "permission_denials").map((it) => textAt(it, "tool_name")));
    return [
      ...(denied.size > 0 ? [{ type: "notice", text: `denied: ${[...denied].join(", ")}` } as const] : []),
      { type: "usage", usage: claudeUsage(results, version, counter) },
    ];
  };

  const answer = () => results.findLast(isAnswer);
  const failed = (): AgentError | undefined => {
    const last = results.at(-1);
    const error = last && errorOf(last, now());
    if (error?.kind !== "rate_limit" || resetsAt === undefined) return error;
    return { ...error, retryAfter: secondsUntil(resetsAt, now()) };
  };
  const hear = (event: Json): readonly Heard[] => {
    switch (event.type) {
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
  };
  return {
    read: eventReader(hear),
    over: () => (fatal ? "hopeless" : results.length > 0 ? "said" : undefined),
    busy: () => tools.size > 0,
    outcome() {
      const said = answer();
      return {
        output: (said && textAt(said, "result")) ?? "",
        finished: said !== undefined && !fatal,
        structured: { value: said?.structured_output },
        usage: results.length > 0 ? claudeUsage(results, version, counter) : undefined,
        counter: claudeCounter(results, version),
      };
    },
    failure(ended) {
      const told = fatal ?? failed();
      return told ? agentError(name, told, login) : refusal(name, ended);
    },
  };
}

const contentOf = (event: Json) => objectsAt(objectAt(event, "message"), "content");

/** `subtype` alone does not tell: an error of the service is a `success`, too. */
const isAnswer = (result: Json) => result.subtype === "success" && result.is_error !== true;

/** Text of the main agent; tools of its helpers, too. */
function spoken(event: Json, tools: Set<string>): Heard[] {
  const isError = objectAt(event, "message").model === "<synthetic>";
  const isHelper = typeof event.parent_tool_use_id === "string";
  return contentOf(event).flatMap((part): Heard[] => {
    if (part.type === "text" && !isError && !isHelper) {
      return textHeard(textAt(part, "text") ?? "");
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

/** Why it did not even begin: its session, or an argument. */
function refusal(name: string, { stderr }: Ended): AgentError | undefined {
  return (
    missingSession(name, stderr, /No conversation found/) ??
    unknownArgument(name, stderr, /unknown option|invalid value|argument .* is invalid/i)
  );
}
