import type { ProgramConfig } from "../../../../domain/config/config.ts";
import type { Agent, AgentRequest } from "../../../../engine/ports/agent.ts";
import { type Prepared, streamAgent } from "../agent.ts";
import { piReader } from "./stream.ts";

/**
 * pi. Where it may only read it is given reading tools alone. It has no sandbox and asks nobody: where it may write, it
 * may do whatever the user may, with write access as with full. It takes no schema.
 */
export function piAgent(name: string, config: ProgramConfig, root: string): Agent {
  return streamAgent(name, config, root, {
    prepare: (request) => piStart(request, config.model),
    open: (request) => piReader(name, request.workspace),
    // SIGINT makes orphans of its tools.
    asks: ["SIGTERM"],
  });
}

/** What it is started with for a request. `ownModel`: the agent's. */
export function piStart(request: AgentRequest, ownModel: string | undefined): Prepared {
  const { access, sessionId, model = ownModel } = request;
  return {
    args: [
      ...["--mode", "json", "-p"],
      // Extensions' tools included: only these are left.
      ...(access === "read" ? ["--tools", "read,grep,find,ls"] : []),
      ...(model === undefined ? [] : ["--model", model]),
      ...(sessionId === undefined ? [] : ["--session", sessionId]),
    ],
  };
}
