import type { IncomingMessage, ServerResponse } from "node:http";
import type { Asked } from "./conversation.ts";
import type { Reply } from "./tools.ts";

/** One protocol's part of the server. */
export interface Protocol {
  /** Whether a POST to this path asks the model. */
  asks(path: string): boolean;
  /** Reads such a request's body. */
  read(body: never, path: string): Asked;
  /** Whether the service would not take it: a bad request. */
  refuses?(body: never): boolean;
  /** Sends the reply, as a stream of events where asked to. */
  send(to: ServerResponse, asked: Asked, reply: Reply): void;
  /** Begins a stream and sends what comes before an answer, for a model that then falls silent. */
  begin(to: ServerResponse, asked: Asked): void;
  /** The body of an error with this HTTP status. */
  error(status: number): unknown;
}

/** Reads a request's whole body as JSON; `{}` where it is none. */
export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return {};
  }
}

export function sendJson(
  to: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  to.writeHead(status, { "content-type": "application/json", ...headers });
  to.end(JSON.stringify(value));
}

/** Starts a stream of server-sent events; returns what sends one. */
export function openStream(to: ServerResponse): (data: unknown, event?: string) => void {
  if (!to.headersSent)
    to.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  return (data, event) => {
    const name = event === undefined ? "" : `event: ${event}\n`;
    to.write(`${name}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
  };
}

/** A text in pieces of some characters, as a model streams it. */
export function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,40}/g) ?? [];
}

/** The text of a content that is a string, or a list of parts some of which have a text. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: { text?: string }) => part.text ?? "").join("\n");
}
