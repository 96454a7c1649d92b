/**
 * A model server on the loopback interface that speaks the protocols of the real coding agents and plays scripts, so
 * that the real programs can be driven without a network, without an account and without cost.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { anthropic } from "./anthropic.ts";
import { chat } from "./chat.ts";
import { type Asked, dueReply } from "./conversation.ts";
import { gemini } from "./gemini.ts";
import { bodyOf, type Protocol, sendJson } from "./http.ts";
import { responses } from "./responses.ts";
import { type Script, scriptIn } from "./script.ts";

const protocols: readonly Protocol[] = [anthropic, responses, chat, gemini];

/** Programs that end right after an answer lose what they have not written out by then: none is there at once. */
const thinkingMs = 150;

/** One request for an answer. */
export interface Request {
  readonly path: string;
  readonly asked: Asked;
}

/** Requests that fail until told otherwise. */
export interface Fault {
  readonly status: number;
  /** Seconds, as a `retry-after` header. */
  readonly retryAfter?: number;
  /** How many requests fail; all, without it. */
  readonly times?: number;
}

export interface Stub {
  readonly url: string;
  /** The requests for an answer since the start or the last `reset`, in order. */
  readonly requests: readonly Request[];
  fail(fault: Fault): void;
  /** Forgets requests and faults. */
  reset(): void;
  /** Ends it, and every answer under way. */
  close(): Promise<void>;
}

/** Starts a server. `scriptOf` finds the script for a user's message; by default it is in the text (`play`). */
export async function startStub(
  scriptOf: (prompt: string) => Script | undefined = scriptIn,
  port = 0,
): Promise<Stub> {
  const requests: Request[] = [];
  let fault: Fault | undefined;
  let failed = 0;

  const answer = async (request: IncomingMessage, to: ServerResponse) => {
    const { pathname: path } = new URL(request.url ?? "/", "http://localhost");
    const body = await bodyOf(request);
    const protocol = request.method === "POST" ? protocols.find(({ asks }) => asks(path)) : undefined;
    if (!protocol) return other(request.method, path, to);
    const asked = protocol.read(body as never, path);
    requests.push({ path, asked });
    if (protocol.refuses?.(body as never)) return sendJson(to, 400, protocol.error(400));
    if (fault && failed < (fault.times ?? Number.POSITIVE_INFINITY)) {
      failed += 1;
      const { status, retryAfter } = fault;
      const headers = retryAfter === undefined ? undefined : { "retry-after": String(retryAfter) };
      return sendJson(to, status, protocol.error(status), headers);
    }
    const reply = dueReply(asked, scriptOf);
    await delay(thinkingMs);
    return reply === "stall" ? protocol.begin(to, asked) : protocol.send(to, asked, reply);
  };

  const server = createServer((request, to) => {
    answer(request, to).catch((error) => to.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fail(next) {
      fault = next;
      failed = 0;
    },
    reset() {
      requests.length = 0;
      fault = undefined;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What agents ask beside answers: how long a prompt is, which models there are, whether anybody is there. */
function other(method: string | undefined, path: string, to: ServerResponse): void {
  if (path.endsWith("/count_tokens")) sendJson(to, 200, { input_tokens: 1000 });
  else if (path.endsWith(":countTokens")) sendJson(to, 200, { totalTokens: 1000 });
  else if (path.endsWith("/models")) sendJson(to, 200, { object: "list", data: [], models: [] });
  // Codex tries a web socket first, and goes on without one.
  else if (method === "GET" && path.endsWith("/responses")) sendJson(to, 426, {});
  else sendJson(to, method === "HEAD" || path === "/" ? 200 : 404, {});
}
