/** OpenAI's Responses API. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { type Asked, type Turn, used } from "./conversation.ts";
import { openStream, type Protocol, pieces, sendJson, textOf } from "./http.ts";
import { errorBody } from "./openai-error.ts";
import type { Reply, Tool } from "./tools.ts";

interface Item {
  readonly type?: string;
  readonly role?: string;
  readonly content?: unknown;
}

/** A schema, as far as being strict is concerned. */
interface Format {
  readonly properties?: Readonly<Record<string, Format>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Format;
}

interface Body {
  readonly text?: { readonly format?: { readonly strict?: boolean; readonly schema?: Format } };
  readonly model?: string;
  readonly stream?: boolean;
  readonly input?: string | readonly Item[];
  readonly tools?: readonly { name?: string; type: string; parameters?: Tool["schema"] }[];
}

export const responses: Protocol = {
  asks: (path) => path.endsWith("/responses"),
  read: ({ input = [], tools = [], model = "", stream = false }: Body) => ({
    turns: (typeof input === "string" ? [{ role: "user", content: input }] : input).map(turnOf),
    tools: tools.map(({ name, type, parameters }) => ({
      name: name ?? type,
      schema: parameters,
      freeform: type === "custom",
    })),
    model,
    stream,
  }),
  /** As the real service does: in a strict schema every key is required, and no other allowed. */
  refuses: ({ text: { format } = {} }: Body) => format?.strict === true && !isStrict(format.schema),
  send(to, asked, reply) {
    const item = itemOf(reply);
    const response = responseOf(asked);
    const whole = { ...response, status: "completed", output: [item], usage };
    if (!asked.stream) return sendJson(to, 200, whole);
    const event = numbered(to);
    event("response.created", { response: { ...response, status: "in_progress", output: [] } });
    const begun = "text" in reply ? { ...item, content: [] } : item;
    event("response.output_item.added", { output_index: 0, item: { ...begun, status: "in_progress" } });
    if ("text" in reply) {
      const at = { item_id: item.id, output_index: 0, content_index: 0 };
      for (const delta of pieces(reply.text)) event("response.output_text.delta", { ...at, delta });
      event("response.output_text.done", { ...at, text: reply.text });
    }
    event("response.output_item.done", { output_index: 0, item });
    event("response.completed", { response: whole });
    to.end();
  },
  begin(to, asked) {
    numbered(to)("response.created", {
      response: { ...responseOf(asked), status: "in_progress", output: [] },
    });
  },
  error: errorBody,
};

function isStrict({ properties, required, additionalProperties, items }: Format = {}): boolean {
  if (items && !isStrict(items)) return false;
  if (!properties) return true;
  const names = Object.keys(properties);
  return (
    additionalProperties === false &&
    names.every((name) => required?.includes(name)) &&
    Object.values(properties).every(isStrict)
  );
}

const usage = {
  input_tokens: used.input + used.cacheRead,
  input_tokens_details: { cached_tokens: used.cacheRead },
  output_tokens: used.output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: used.input + used.cacheRead + used.output,
};

function turnOf({ type = "message", role, content }: Item): Turn {
  if (type !== "message")
    return { role: type.endsWith("_call") ? "assistant" : "other", text: "", toolCalls: 1 };
  const known = role === "user" || role === "assistant" ? role : "other";
  return { role: known, text: textOf(content), toolCalls: 0 };
}

function itemOf(reply: Reply) {
  const id = randomUUID();
  if ("text" in reply) {
    const content = [{ type: "output_text", text: reply.text, annotations: [] }];
    return { id, type: "message", role: "assistant", status: "completed", content };
  }
  const call = { id, call_id: `call_${id}`, name: reply.tool, status: "completed" };
  return typeof reply.args === "string"
    ? { ...call, type: "custom_tool_call", input: reply.args }
    : { ...call, type: "function_call", arguments: JSON.stringify(reply.args) };
}

const responseOf = ({ model }: Asked) => ({
  id: `resp_${randomUUID()}`,
  object: "response",
  created_at: Math.floor(Date.now() / 1000),
  model,
  error: null,
});

function numbered(to: ServerResponse) {
  const send = openStream(to);
  let sequence_number = 0;
  return (type: string, more: object) => send({ type, sequence_number: sequence_number++, ...more }, type);
}
