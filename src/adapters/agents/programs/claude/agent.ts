import type { ProgramConfig } from "../../../../domain/config/config.ts";
import type { Access } from "../../../../domain/definition/story/definition.ts";
import type { Agent, AgentRequest } from "../../../../engine/ports/agent.ts";
import { streamAgent } from "../agent.ts";
import { sessionArguments } from "../resume.ts";
import { claudeReader } from "./stream.ts";

/** Claude Code. Relative paths in `config` are relative to `root`, the project's. */
export function claudeAgent(name: string, config: ProgramConfig, root: string): Agent {
  return streamAgent(name, config, root, {
    prepare: (request) => ({
      args: claudeArguments(request, config.model),
      env: {
        // A background job would keep the program after its answer, then wake the model again.
        CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
        // Waiting for longer is the runner's: it shows it, and survives it.
        CLAUDE_CODE_MAX_RETRIES: "4",
        ...config.env,
      },
    }),
    open: (request) => claudeReader(name, request.counter),
  });
}

const permissions: Readonly<Record<Access, readonly string[]>> = {
  // What the user's own settings allow, denials outweigh.
  read: [
    ...["--permission-mode", "dontAsk", "--allowedTools", "Read,Grep,Glob"],
    ...["--disallowedTools", "Edit,MultiEdit,Write,NotebookEdit,Bash"],
  ],
  write: ["--permission-mode", "acceptEdits", "--allowedTools", "Bash"],
  full: ["--dangerously-skip-permissions"],
};

/** The arguments of a request: flags that 2.1.197 has, too. `ownModel`: the agent's. */
function claudeArguments(request: AgentRequest, ownModel: string | undefined): string[] {
  const { access, sessionId, schema, limits, model = ownModel } = request;
  const budget = limits.budgetUsd === undefined ? "0" : limits.budgetUsd.toFixed(4);
  return [
    ...["-p", "--output-format", "stream-json", "--verbose", ...permissions[access]],
    ...(model === undefined ? [] : ["--model", model]),
    ...sessionArguments("--resume", sessionId),
    ...(schema === undefined ? [] : ["--json-schema", JSON.stringify(schema)]),
    // It counts this process alone, whatever the session has cost before.
    ...(Number(budget) > 0 ? ["--max-budget-usd", budget] : []),
  ];
}
