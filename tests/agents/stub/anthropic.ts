/** Anthropic's Messages API. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { type Asked, type Turn, used } from "./conversation.ts";
import { openStream, type Protocol, pieces, sendJson, textOf } from "./http.ts";
import type { Reply, Tool } from "./tools.ts";

interface Body {
  readonly model?: string;
  readonly stream?: boolean;
  readonly messages?: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly { readonly name: string; readonly input_schema?: Tool["schema"] }[];
}

export const anthropic: Protocol = {
  asks: (path) => path.endsWith("/messages"),
  read: ({ messages = [], tools = [], model = "", stream = false }: Body) => ({
    turns: messages.map(turnOf),
    tools: tools.map(({ name, input_schema }) => ({ name, schema: input_schema })),
    model,
    stream,
  }),
  send(to, asked, reply) {
    const content = contentOf(reply);
    const stop = { stop_reason: "tool" in reply ? "tool_use" : "end_turn", stop_sequence: null };
    if (!asked.stream) return sendJson(to, 200, { ...message(asked), content, ...stop, usage });
    start(to, asked);
    const event = eventsOf(to);
    content.forEach((block, index) => {
      const isText = block.type === "text";
      const empty = isText ? { type: "text", text: "" } : { ...block, input: {} };
      event("content_block_start", { index, content_block: empty });
      for (const piece of pieces(isText ? block.text : JSON.stringify(block.input))) {
        const delta = isText
          ? { type: "text_delta", text: piece }
          : { type: "input_json_delta", partial_json: piece };
        event("content_block_delta", { index, delta });
      }
      event("content_block_stop", { index });
    });
    event("message_delta", { delta: stop, usage });
    event("message_stop", {});
    to.end();
  },
  begin: start,
  error(status) {
    const types: Record<number, string> = {
      401: "authentication_error",
      429: "rate_limit_error",
      529: "overloaded_error",
    };
    const texts: Record<number, string> = {
      401: "invalid x-api-key",
      429: "Rate limited",
      529: "Overloaded",
    };
    return {
      type: "error",
      error: { type: types[status] ?? "api_error", message: texts[status] ?? "failed" },
    };
  },
};

const usage = {
  input_tokens: used.input,
  cache_creation_input_tokens: used.cacheWrite,
  cache_read_input_tokens: used.cacheRead,
  output_tokens: used.output,
};

function turnOf({ role, content }: { role: string; content: unknown }): Turn {
  const calls = Array.isArray(content) ? content.filter(({ type }) => type === "tool_use").length : 0;
  return { role: role as Turn["role"], text: textOf(content), toolCalls: calls };
}

function contentOf(reply: Reply) {
  if ("text" in reply) return [{ type: "text" as const, text: reply.text }];
  const id = `toolu_${randomUUID()}`;
  return [{ type: "tool_use" as const, id, name: reply.tool, input: reply.args }];
}

const message = ({ model }: Asked) => ({
  id: `msg_${randomUUID()}`,
  type: "message",
  role: "assistant",
  model,
});

function eventsOf(to: ServerResponse) {
  const send = openStream(to);
  return (type: string, more: object) => send({ type, ...more }, type);
}

function start(to: ServerResponse, asked: Asked): void {
  const begun = {
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usage, output_tokens: 1 },
  };
  eventsOf(to)("message_start", { message: { ...message(asked), ...begun } });
}
