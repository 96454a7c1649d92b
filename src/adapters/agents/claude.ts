/** Claude Code: the program `claude`, headless. */
import type { ProgramConfig } from "../../domain/config.ts";
import type { Access } from "../../domain/definition.ts";
import type { AgentError } from "../../domain/record.ts";
import type { Agent, AgentRequest } from "../../engine/agent-port.ts";
import type { Ended } from "../process/supervise.ts";
import { type ClaudeStream, claudeStream } from "./claude-stream.ts";
import { endedError } from "./ended-error.ts";
import { type Json, textAt } from "./json-event.ts";
import { type Conversation, performProgram } from "./program-agent.ts";
import { programCommand } from "./program-command.ts";
import { salvageTranscript } from "./salvage.ts";
import { sessionArguments } from "./session.ts";
import { structuredAnswer } from "./structured.ts";
import { usageOf } from "./usage.ts";

/** Claude Code as an agent. Relative paths in `config` are relative to `root`, the project's. */
export function claudeAgent(name: string, config: ProgramConfig, root: string): Agent {
  return {
    name,
    resumes: true,
    perform: (request, onEvent, signal) =>
      performProgram(request, () => converse(name, config, root, request), onEvent, signal),
    salvage: salvageTranscript,
  };
}

function converse(name: string, config: ProgramConfig, root: string, request: AgentRequest): Conversation {
  const program = programCommand(config, root);
  const { mask, schema } = request;
  const stream = claudeStream({ counter: request.counter, mask, now: Date.now });
  const priced = (usage: ReturnType<ClaudeStream["usage"]>) =>
    usageOf(usage && { ...usage, costUsd: usage.costUsd ?? undefined }, config.price);
  return {
    command: program.command,
    args: [...program.args, ...claudeArguments(request, config)],
    env: {
      ...request.env,
      // A background job would keep the program after its answer, then wake the model again.
      CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
      // Waiting for longer is the runner's: it shows it, and survives it.
      CLAUDE_CODE_MAX_RETRIES: "4",
      ...config.env,
    },
    // A prompt that begins with a slash would be a command of the program's own.
    stdin: request.prompt.startsWith("/") ? `\n${request.prompt}` : request.prompt,
    read: (from, line) =>
      (from === "out" ? stream.read(line) : []).map((event) =>
        event.type === "usage" ? { ...event, usage: priced(event.usage) } : event,
      ),
    over: stream.over,
    busy: stream.busy,
    conclude(ended) {
      const answer = stream.answer();
      const said = answer ? (textAt(answer, "result") ?? "") : "";
      const error = errorOf(name, ended, stream, request);
      const told =
        schema && answer && !error ? structured(name, schema, answer, said) : { output: said, error };
      const counter = stream.counter();
      return {
        result: {
          ...told,
          usage: priced(stream.usage()),
          ...(counter && { counter }),
          sessionId: stream.sessionId(),
        },
        events: [],
      };
    },
  };
}

/** A model that never complies ends well, without a structured answer. */
function structured(name: string, schema: Json, answer: Json, said: string) {
  return structuredAnswer(name, schema, answer.structured_output, said);
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

/** The arguments of a request: flags that 2.1.197 has, too. */
export function claudeArguments(request: AgentRequest, config: ProgramConfig): string[] {
  const { access, sessionId, schema, limits } = request;
  const model = request.model ?? config.model;
  const budget = limits.budgetUsd === undefined ? "0" : limits.budgetUsd.toFixed(4);
  return [
    ...["-p", "--output-format", "stream-json", "--verbose", ...permissions[access]],
    ...(model === undefined ? [] : ["--model", model]),
    ...sessionArguments("--resume", sessionId),
    ...(schema === undefined ? [] : ["--json-schema", JSON.stringify(schema)]),
    // It counts this process alone, whatever the session has cost before.
    ...(Number(budget) > 0 ? ["--max-budget-usd", budget] : []),
    ...(config.args ?? []),
  ];
}

/** How it was ended by us; else what it said itself, which counts more than its exit code. */
function errorOf(
  name: string,
  ended: Ended,
  stream: ClaudeStream,
  { limits }: AgentRequest,
): AgentError | undefined {
  const how = endedError(name, ended, limits);
  if (ended.reason !== "exit") return how;
  const told = stream.error();
  if (told) {
    const fix = told.kind === "auth" ? "; log in by typing: claude, or set ANTHROPIC_API_KEY" : "";
    return { ...told, message: `agent ${name}: ${told.message}${fix}` };
  }
  if (stream.answer()) return undefined;
  if (ended.stderr.includes("No conversation found")) {
    return { kind: "session_missing", message: `agent ${name}: ${ended.stderr.trim().slice(0, 300)}` };
  }
  const wrong = how && /unknown option|invalid value|argument .* is invalid/i.test(ended.stderr);
  if (how) return wrong ? { ...how, kind: "bad_request" } : how;
  return { kind: "crash", message: `agent ${name} ended without a result` };
}
