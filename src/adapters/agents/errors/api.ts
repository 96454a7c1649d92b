import type { AgentError } from "../../../domain/agent/error.ts";
import { kindOfStatus, serviceError } from "./service.ts";

/**
 * The error in what a program passes on of its model service's answer, which is partly JSON:
 * `[API Error: {"error":{"code":429,"message":"…"}}]`, `401 {"type":"error",…}`. `status`: HTTP, where it is known.
 */
export function apiError(name: string, text: string, status = statusIn(text)): AgentError {
  const said = messageIn(text);
  const shown = status === undefined || said.includes(String(status)) ? said : `${status} ${said}`;
  const message = `agent ${name}: ${shown.replace(/\s+/g, " ").trim().slice(0, 500)}`;
  return { ...serviceError(text, Date.now(), status), message };
}

function statusIn(text: string): number | undefined {
  const [, code] =
    /"(?:code|status|statusCode)":\s*([45]\d\d)\b/.exec(text) ??
    /\bstatus(?: code)?:? ([45]\d\d)\b/i.exec(text) ??
    /^(?:\w*Error: )?([45]\d\d)\b/.exec(text) ??
    [];
  const status = Number(code);
  return kindOfStatus(status) === undefined ? undefined : status;
}

/** What a person reads of an answer that is partly JSON. */
function messageIn(text: string): string {
  const quoted = [...text.matchAll(/"message":\s*("(?:[^"\\]|\\.)*")/g)].at(-1)?.[1];
  try {
    return quoted === undefined ? text : JSON.parse(quoted);
  } catch {
    return text;
  }
}
