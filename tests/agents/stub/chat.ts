/** OpenAI's Chat Completions API, and what imitates it. */
import { randomUUID } from "node:crypto";
import { type Turn, used } from "./conversation.ts";
import { openStream, type Protocol, pieces, sendJson, textOf } from "./http.ts";
import { errorBody } from "./openai-error.ts";
import type { Tool } from "./tools.ts";

interface Message {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_calls?: readonly unknown[];
}

interface Body {
  readonly model?: string;
  readonly stream?: boolean;
  readonly messages?: readonly Message[];
  readonly tools?: readonly { function: { name: string; parameters?: Tool["schema"] } }[];
}

export const chat: Protocol = {
  asks: (path) => path.endsWith("/chat/completions"),
  read: ({ messages = [], tools = [], model = "", stream = false }: Body) => ({
    turns: messages.map(turnOf),
    tools: tools.map(({ function: { name, parameters } }) => ({ name, schema: parameters })),
    model,
    stream,
  }),
  send(to, { model, stream }, reply) {
    const id = `chatcmpl-${randomUUID()}`;
    const text = "text" in reply ? reply.text : null;
    const calls =
      "tool" in reply
        ? [{ id: `call_${randomUUID()}`, type: "function", function: functionOf(reply.tool, reply.args) }]
        : undefined;
    const finish_reason = calls ? "tool_calls" : "stop";
    const created = Math.floor(Date.now() / 1000);
    if (!stream) {
      const message = { role: "assistant", content: text, tool_calls: calls };
      const choices = [{ index: 0, finish_reason, message }];
      return sendJson(to, 200, { id, object: "chat.completion", created, model, choices, usage });
    }
    const send = openStream(to);
    const chunk = { id, object: "chat.completion.chunk", created, model };
    const delta = (part: object, finish: string | null = null) =>
      send({ ...chunk, choices: [{ index: 0, delta: part, finish_reason: finish }] });
    delta({ role: "assistant", content: "" });
    for (const content of pieces(text ?? "")) delta({ content });
    if (calls) delta({ tool_calls: calls.map((call, index) => ({ index, ...call })) });
    delta({}, finish_reason);
    send({ ...chunk, choices: [], usage });
    send("[DONE]");
    to.end();
  },
  begin(to, { model }) {
    const choices = [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }];
    openStream(to)({ id: "chatcmpl-0", object: "chat.completion.chunk", created: 0, model, choices });
  },
  error: errorBody,
};

const usage = {
  prompt_tokens: used.input + used.cacheRead,
  prompt_tokens_details: { cached_tokens: used.cacheRead },
  completion_tokens: used.output,
  total_tokens: used.input + used.cacheRead + used.output,
};

const functionOf = (name: string, args: unknown) => ({ name, arguments: JSON.stringify(args) });

function turnOf({ role, content, tool_calls = [] }: Message): Turn {
  const known = role === "user" || role === "assistant" ? role : "other";
  return { role: known, text: textOf(content), toolCalls: tool_calls.length };
}
