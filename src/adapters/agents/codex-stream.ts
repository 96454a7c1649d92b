/** What Codex says in `exec --json`. Pure: lines in, events and what they come to out. */
import type { AgentError, Usage } from "../../domain/record.ts";
import type { AgentEvent } from "../../engine/agent-port.ts";
import { usedSince } from "./counters.ts";
import {
  amountAt,
  eventOf,
  type Json,
  objectAt,
  objectsAt,
  oneLine,
  textAt,
  toolDetail,
} from "./json-event.ts";
import { serviceError } from "./service-error.ts";
import { sessionEvent } from "./session.ts";

/** What is known beside the stream. */
export interface CodexStreamContext {
  /** The thread that was asked for. */
  readonly sessionId?: string;
  /** The thread's counter before this attempt. */
  readonly counter?: Usage;
  readonly mask: (text: string) => string;
  /** Milliseconds since the epoch, for reset times. */
  readonly now: () => number;
}

/** What a stream has come to so far. */
export interface CodexStream {
  read(line: string): readonly AgentEvent[];
  over(): "said" | "hopeless" | undefined;
  /** Whether a tool runs. */
  busy(): boolean;
  /** The last message: those before it, too, may look like answers. */
  answer(): string;
  /** Whether the turn came to a good end. */
  done(): boolean;
  error(): AgentError | undefined;
  sessionId(): string | undefined;
  /** What this attempt alone used: tokens; Codex tells no cost. */
  usage(): Usage | undefined;
  /** What the thread has used in all. */
  counter(): Usage | undefined;
}

/** Reads one process's stream. */
export function codexStream(context: CodexStreamContext): CodexStream {
  const { mask, now } = context;
  const tools = new Set<string>();
  let sessionId: string | undefined;
  let answer = "";
  let done = false;
  let counter: Usage | undefined;
  let fatal: AgentError | undefined;
  let failed: AgentError | undefined;

  const started = (id: string): AgentEvent[] => {
    if (context.sessionId !== undefined && id !== context.sessionId) {
      // It begins anew, without a word, where it does not find what it was asked to go on in.
      fatal = { kind: "session_missing", message: `there is no session ${context.sessionId}` };
      return [];
    }
    const told = sessionEvent(id, mask);
    if (told.type === "session") sessionId = id;
    return [told];
  };
  const item = (event: Json): AgentEvent[] => {
    const it = objectAt(event, "item");
    const id = textAt(it, "id") ?? "";
    const text = textAt(it, "text") ?? textAt(it, "message") ?? "";
    if (it.type === "agent_message") {
      if (event.type !== "item.completed") return [];
      answer = text;
      return text.trim() === "" ? [] : [{ type: "text", text }];
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
  const troubled = (text: string): AgentEvent[] => {
    const error = serviceError(text, now());
    // It would go on trying.
    if (error.kind === "auth") fatal ??= error;
    failed = error;
    return [{ type: "notice", text: oneLine(text) }];
  };

  const usage = () =>
    counter && usedSince(counter, context.sessionId === undefined ? undefined : context.counter);
  return {
    read(line) {
      const event = eventOf(line);
      switch (event?.type) {
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
    },
    over: () => (fatal ? "hopeless" : done ? "said" : undefined),
    busy: () => tools.size > 0,
    answer: () => answer,
    done: () => done && !fatal,
    error: () => fatal ?? (done ? undefined : failed),
    sessionId: () => sessionId,
    usage,
    counter: () => counter,
  };
}

/** `input_tokens` counts the cached ones, too. */
function counterOf(usage: Json): Usage | undefined {
  const inputTokens = amountAt(usage, "input_tokens");
  const outputTokens = amountAt(usage, "output_tokens");
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  return { inputTokens, outputTokens, costUsd: null };
}

function toolOf(item: Json): Extract<AgentEvent, { type: "tool" }> | undefined {
  const tool = (name: string, detail: string) => ({ type: "tool", name, detail }) as const;
  switch (item.type) {
    case "command_execution":
      return tool("shell", oneLine(unwrapped(textAt(item, "command") ?? "")));
    case "file_change":
      return tool(
        "edit",
        oneLine(
          objectsAt(item, "changes")
            .map((it) => textAt(it, "path"))
            .join(", "),
        ),
      );
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

/** What is run, without the shell that runs it. */
function unwrapped(command: string): string {
  return /^\S*sh -lc (['"])([\s\S]*)\1$/.exec(command)?.[2] ?? command.replace(/^\S*sh -lc /, "");
}
