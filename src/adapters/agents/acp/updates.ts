import { isObject, type Json } from "../../../domain/text/json.ts";
import type { AgentEvent } from "../../../engine/ports/agent.ts";
import { isAmount, isString } from "../json/fields.ts";
import type { ToolCalls } from "./tools.ts";

/** What an agent tells during a turn, read from its `session/update`s. */
export interface Updates {
  /** Thoughts, plans and what is not known are no events; they stay in the transcript. */
  read(update: Json): readonly AgentEvent[];
  /** The turn is over: the text that has not been told yet. */
  end(): readonly AgentEvent[];
  /** The turn's last message: the answer. */
  output(): string;
}

/** An answer that is longer is cut. */
const maxOutput = 8 * 1024 * 1024;
/** Text without a line end is told when it is this long. */
const maxLine = 4096;

/** Reads the updates of one turn; tools are noted in `tools`. */
export function readUpdates(tools: ToolCalls): Updates {
  let message = "";
  let messageId: unknown;
  let waiting = "";
  let last = "";

  const flush = (): AgentEvent[] => {
    const text = waiting.replace(/\r?\n$/, "");
    waiting = "";
    return text.trim() === "" ? [] : [{ type: "text", text }];
  };
  const close = (): AgentEvent[] => {
    if (message.trim() !== "") last = message;
    message = "";
    return flush();
  };
  const say = (text: string): AgentEvent[] => {
    message += text.slice(0, Math.max(0, maxOutput - message.length));
    waiting += text;
    const end = waiting.lastIndexOf("\n") + 1 || (waiting.length > maxLine ? waiting.length : 0);
    const rest = waiting.slice(end);
    waiting = waiting.slice(0, end);
    const events = end > 0 ? flush() : [];
    waiting = rest;
    return events;
  };
  return {
    read(update) {
      switch (update.sessionUpdate) {
        case "agent_message_chunk": {
          tools.rest();
          // Agents that name their messages begin a new one with a new name.
          const before = message !== "" && update.messageId !== messageId ? close() : [];
          messageId = update.messageId;
          return [...before, ...say(textOf(update.content))];
        }
        case "tool_call":
          return [...close(), ...tools.note(update)];
        case "tool_call_update":
          return [...flush(), ...tools.note(update)];
        default:
          return [];
      }
    },
    end: close,
    output: () => (message.trim() === "" ? last : message),
  };
}

function textOf(content: unknown): string {
  return isObject(content) && content.type === "text" && isString(content.text) ? content.text : "";
}

/** The session's cost so far in USD, where a `usage_update` gives it. */
export function costOf({ sessionUpdate, cost }: Json): number | undefined {
  if (sessionUpdate !== "usage_update" || !isObject(cost) || !isAmount(cost.amount)) return undefined;
  return cost.currency === "USD" ? cost.amount : undefined;
}
