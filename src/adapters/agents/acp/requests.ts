import type { Access } from "../../../domain/definition/story/definition.ts";
import { isObject } from "../../../domain/text/json.ts";
import type { AgentEvent } from "../../../engine/ports/agent.ts";
import type { WorkspaceFiles } from "./files.ts";
import { cancelledAnswer, isAllowed, permissionAnswer } from "./permission.ts";
import { errorLine, type Message, resultLine, rpcCodes } from "./rpc.ts";
import type { ToolCalls } from "./tools.ts";

type Request = Extract<Message, { kind: "request" }>;

/** What an agent asks of us, answered by the access it has. */
export interface AgentRequests {
  /** What we offer. No terminals: what an agent runs, it runs itself, where the supervisor sees it. */
  readonly capabilities: Readonly<Record<string, unknown>>;
  answer(request: Request): { readonly reply: string; readonly events: readonly AgentEvent[] };
  /** The turn was cancelled: nothing more is allowed. */
  cancel(): void;
}

/** Answers requests with what the access allows; none of them throws. */
export function agentRequests(files: WorkspaceFiles, access: Access, tools: ToolCalls): AgentRequests {
  let cancelled = false;
  const refuse = (what: string): AgentEvent[] => [
    { type: "notice", text: `not allowed with ${access} access: ${what}` },
  ];
  const permit = ({ id, params }: Request) => {
    if (cancelled) return { reply: resultLine(id, cancelledAnswer), events: [] };
    const call = tools.asked(isObject(params.toolCall) ? params.toolCall : {});
    const allowed = isAllowed(call, access, files.isInside);
    const reply = resultLine(id, permissionAnswer(params.options, allowed));
    return { reply, events: allowed ? [] : refuse(`${call.kind}: ${call.title}`) };
  };
  const attempt = ({ id, method }: Request, act: () => Readonly<Record<string, unknown>>) => {
    try {
      return { reply: resultLine(id, act()), events: [] };
    } catch (error) {
      const { message } = error as Error;
      return {
        reply: errorLine(id, rpcCodes.badParams, message),
        events: [{ type: "notice" as const, text: `${method}: ${message}` }],
      };
    }
  };
  return {
    capabilities: { fs: { readTextFile: true, writeTextFile: access !== "read" }, terminal: false },
    cancel() {
      cancelled = true;
    },
    answer(request) {
      const { id, method, params } = request;
      switch (method) {
        case "session/request_permission":
          return permit(request);
        case "fs/read_text_file":
          return attempt(request, () => files.read(params));
        case "fs/write_text_file":
          if (access === "read" || cancelled) {
            const reply = errorLine(id, rpcCodes.noMethod, "writing is not allowed");
            return { reply, events: refuse(`write ${String(params.path).slice(0, 300)}`) };
          }
          return attempt(request, () => {
            files.write(params);
            return {};
          });
        default:
          return { reply: errorLine(id, rpcCodes.noMethod, `${method} is not offered`), events: [] };
      }
    },
  };
}
