import { isObject, type Json } from "../../../domain/text/json.ts";

/** JSON-RPC 2.0, one message a line: what both sides of an ACP connection say. */

/** The number, or name, of a request. */
export type RpcId = string | number | null;

/** An error response. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data: Json;
}

/** What an agent says. Its requests and ours are numbered apart: both may have a 0. */
export type Message =
  | { readonly kind: "request"; readonly id: RpcId; readonly method: string; readonly params: Json }
  | { readonly kind: "notification"; readonly method: string; readonly params: Json }
  | { readonly kind: "result"; readonly id: RpcId; readonly result: Json }
  | { readonly kind: "error"; readonly id: RpcId; readonly error: RpcError };

/** JSON-RPC's and ACP's own numbers. */
export const rpcCodes = {
  authRequired: -32_000,
  notFound: -32_002,
  noMethod: -32_601,
  badParams: -32_602,
  internal: -32_603,
} as const;

/** Reads a line; undefined for all that is no message: agents print other things, too. */
export function parseMessage(line: string): Message | undefined {
  if (!line.trimStart().startsWith("{")) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(data)) return undefined;
  const { id, method, params, result, error } = data;
  if (typeof method === "string") {
    const given = isObject(params) ? params : {};
    return isId(id)
      ? { kind: "request", id, method, params: given }
      : { kind: "notification", method, params: given };
  }
  if (!isId(id)) return undefined;
  if (isObject(error)) return { kind: "error", id, error: errorOf(error) };
  if (!Object.hasOwn(data, "result")) return undefined;
  return { kind: "result", id, result: isObject(result) ? result : {} };
}

/** Each of these is a message as it is sent, with its line end. */
const line = (message: Json) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;
export const requestLine = (id: number, method: string, params: Json) => line({ id, method, params });
export const notificationLine = (method: string, params: Json) => line({ method, params });
export const resultLine = (id: RpcId, result: Json | null) => line({ id, result });
export const errorLine = (id: RpcId, code: number, message: string) => line({ id, error: { code, message } });

function isId(id: unknown): id is RpcId {
  return typeof id === "string" || typeof id === "number" || id === null;
}

function errorOf({ code, message, data }: Json): RpcError {
  return {
    code: typeof code === "number" ? code : rpcCodes.internal,
    message: typeof message === "string" && message.trim() !== "" ? message : "no message",
    data: isObject(data) ? data : typeof data === "string" ? { details: data } : {},
  };
}
