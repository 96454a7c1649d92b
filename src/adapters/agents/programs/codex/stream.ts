import type { Heard } from "../reader.ts";
/** What Codex says in `exec --json`. Pure: lines in, events and what they come to out. */

import type { AgentError } from "../../../../domain/agent/error.ts";
import type { Usage } from "../../../../domain/agent/usage.ts";
import type { Json } from "../../../../domain/text/json.ts";
import type { Ended } from "../../../process/end/ended.ts";
import { jsonIn } from "../../conversation/structured.ts";
import { serviceError } from "../../errors/service.ts";
import { amountAt, objectAt, objectsAt, textAt } from "../../json/read.ts";
import { usedSince } from "../../usage/counter.ts";
import { oneLine, toolDetail } from "../detail.ts";
import { eventReader, textHeard } from "../heard.ts";
import type { StreamReader } from "../reader.ts";
import { agentError } from "../refusal.ts";

/** The thread that was asked for, and what its counter stood at before this attempt. */
interface Thread {
  readonly sessionId?: string;
  readonly counter?: Usage;
}

/** Follows one attempt of the agent `name`. `now`: milliseconds since the epoch, for reset times. */
export function codexReader(name: string, thread: Thread, now: () => number = Date.now): StreamReader {
  const tools = new Set<string>();
  let answer = "";
  let done = false;
  let counter: Usage | undefined;
  let fatal: AgentError | undefined;
  let failed: AgentError | undefined;

  const started = (id: string): Heard[] => {
    if (thread.sessionId !== undefined && id !== thread.sessionId) {
      // It begins anew, without a word, where it does not find what it was asked to go on in.
      fatal = { kind: "session_missing", message: `there is no session ${thread.sessionId}` };
      return [];
    }
    return [{ type: "session", sessionId: id }];
  };
  const item = (event: Json): Heard[] => {
    const it = objectAt(event, "item");
    const id = textAt(it, "id") ?? "";
    const text = textAt(it, "text") ?? textAt(it, "message") ?? "";
    if (it.type === "agent_message") {
      if (event.type !== "item.completed") return [];
      answer = text;
      return textHeard(text);
    }
    // Not fatal, whatever it says.
    if (it.type === "error") return [{ type: "notice", text: oneLine(text) }];
    const tool = toolOf(it);
    if (!tool) return [];
    const isNew = !tools.has(id);
    if (event.type === "item.started") tools.add(id);
    if (event.type !== "item.completed") return isNew && tools.has(id) ? [tool] : [];
    tools.delete(id);
    return isNew ? [tool] : [];
  };
  const troubled = (text: string): Heard[] => {
    const error = serviceError(text, now());
    // It would go on trying.
    if (error.kind === "auth") fatal ??= error;
    failed = error;
    return [{ type: "notice", text: oneLine(text) }];
  };

  const usage = () =>
    counter && usedSince(counter, thread.sessionId === undefined ? undefined : thread.counter);
  const hear = (event: Json): readonly Heard[] => {
    switch (event.type) {
      case "thread.started":
        return started(textAt(event, "thread_id") ?? "");
      case "item.started":
      case "item.updated":
      case "item.completed":
        return item(event);
      case "error":
        return troubled(textAt(event, "message") ?? "an error");
      case "turn.failed":
        failed = serviceError(textAt(objectAt(event, "error"), "message") ?? "the turn failed", now());
        return [];
      case "turn.completed": {
        done = true;
        tools.clear();
        counter = counterOf(objectAt(event, "usage")) ?? counter;
        const used = usage();
        return used ? [{ type: "usage", usage: used }] : [];
      }
      default:
        return [];
    }
  };
  return {
    read: eventReader(hear),
    over: () => (fatal ? "hopeless" : done ? "said" : undefined),
    busy: () => tools.size > 0,
    // Of its messages the last is the answer: those before it, too, may look like answers.
    outcome: () => ({
      output: answer,
      finished: done && !fatal,
      structured: { value: jsonIn(answer) },
      usage: usage(),
      counter,
    }),
    failure(ended) {
      const told = fatal ?? failed;
      if (told) return agentError(name, told, "log in by typing: codex login");
      return refusal(name, ended, thread.sessionId !== undefined, now());
    },
  };
}

/** Why it did not even begin, or stopped without a word in its stream. `resumes`: it was to go on in a thread. */
function refusal(name: string, { stderr }: Ended, resumes: boolean, now: number): AgentError | undefined {
  // Its last line is of a stack.
  const [, said] = /^error: (.*)$/im.exec(stderr) ?? [];
  if (said === undefined) return undefined;
  const message = `agent ${name}: ${said}`;
  const missing = resumes && /no rollout found|thread\/resume|not found/i.test(said);
  if (missing) return { kind: "session_missing", message };
  if (/unexpected argument|invalid value/i.test(said)) return { kind: "bad_request", message };
  const { kind } = serviceError(said, now);
  return { kind: kind === "unknown" ? "crash" : kind, message };
}

/** `input_tokens` counts the cached ones, too. */
function counterOf(usage: Json): Usage | undefined {
  const inputTokens = amountAt(usage, "input_tokens");
  const outputTokens = amountAt(usage, "output_tokens");
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  return { inputTokens, outputTokens, costUsd: null };
}

function toolOf(item: Json): Extract<Heard, { type: "tool" }> | undefined {
  const tool = (name: string, detail: string) => ({ type: "tool", name, detail }) as const;
  switch (item.type) {
    case "command_execution":
      return tool("shell", oneLine(unwrapped(textAt(item, "command") ?? "")));
    case "file_change":
      return tool("edit", oneLine(objectsAt(item, "changes").map(pathOf).join(", ")));
    case "mcp_tool_call":
      return tool(
        `${textAt(item, "server") ?? "mcp"}.${textAt(item, "tool") ?? "?"}`,
        toolDetail(objectAt(item, "arguments")),
      );
    case "web_search":
      return tool("search", oneLine(textAt(item, "query") ?? ""));
    default:
      return undefined;
  }
}

const pathOf = (change: Json) => textAt(change, "path");

/** What is run, without the shell that runs it. */
function unwrapped(command: string): string {
  return /^\S*sh -lc (['"])([\s\S]*)\1$/.exec(command)?.[2] ?? command.replace(/^\S*sh -lc /, "");
}
