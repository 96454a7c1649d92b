/** Google's Gemini API. */
import type { ServerResponse } from "node:http";
import { type Asked, type Turn, used } from "./conversation.ts";
import { openStream, type Protocol, sendJson, textOf } from "./http.ts";
import type { Reply, Tool } from "./tools.ts";

interface Declared {
  readonly name: string;
  readonly parameters?: Tool["schema"];
  readonly parametersJsonSchema?: Tool["schema"];
}

interface Body {
  readonly generationConfig?: {
    readonly responseMimeType?: string;
    readonly responseJsonSchema?: Tool["schema"];
  };
  readonly contents?: readonly { role?: string; parts?: readonly { functionCall?: unknown }[] }[];
  readonly tools?: readonly { functionDeclarations?: readonly Declared[] }[];
}

export const gemini: Protocol = {
  asks: (path) => /:(stream)?generateContent$/i.test(path),
  read: ({ contents = [], tools = [], generationConfig = {} }: Body, path) => ({
    turns: contents.map(({ role, parts = [] }): Turn => {
      const toolCalls = parts.filter(({ functionCall }) => functionCall).length;
      return { role: role === "model" ? "assistant" : "user", text: textOf(parts), toolCalls };
    }),
    tools: tools
      .flatMap(({ functionDeclarations = [] }) => functionDeclarations)
      .map(({ name, parameters, parametersJsonSchema }) => ({
        name,
        schema: parametersJsonSchema ?? parameters,
      })),
    model: /models\/([^:]+):/.exec(path)?.[1] ?? "",
    stream: path.includes(":stream"),
    schema:
      generationConfig.responseMimeType === "application/json"
        ? generationConfig.responseJsonSchema
        : undefined,
  }),
  send(to, asked, reply) {
    if (!asked.stream) return sendJson(to, 200, chunk(asked, reply));
    openStream(to)(chunk(asked, reply));
    to.end();
  },
  begin(to: ServerResponse) {
    openStream(to);
    to.flushHeaders();
  },
  error(status) {
    const known: Record<number, string> = { 401: "UNAUTHENTICATED", 429: "RESOURCE_EXHAUSTED" };
    return { error: { code: status, message: `scripted ${status}`, status: known[status] ?? "UNAVAILABLE" } };
  },
};

function chunk({ model }: Asked, reply: Reply) {
  const part =
    "text" in reply ? { text: reply.text } : { functionCall: { name: reply.tool, args: reply.args } };
  return {
    candidates: [{ index: 0, content: { role: "model", parts: [part] }, finishReason: "STOP" }],
    usageMetadata: {
      promptTokenCount: used.input + used.cacheRead,
      cachedContentTokenCount: used.cacheRead,
      candidatesTokenCount: used.output,
      totalTokenCount: used.input + used.cacheRead + used.output,
    },
    modelVersion: model,
  };
}
