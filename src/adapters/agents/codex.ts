/** Codex: the program `codex`, headless. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProgramConfig } from "../../domain/config.ts";
import type { Access } from "../../domain/definition.ts";
import type { AgentError } from "../../domain/record.ts";
import type { Agent, AgentRequest } from "../../engine/agent-port.ts";
import type { Ended } from "../process/supervise.ts";
import { type CodexStream, codexStream } from "./codex-stream.ts";
import { endedError } from "./ended-error.ts";
import { type Conversation, performProgram } from "./program-agent.ts";
import { programCommand } from "./program-command.ts";
import { salvageTranscript } from "./salvage.ts";
import { serviceError } from "./service-error.ts";
import { strictSchema } from "./strict-schema.ts";
import { jsonIn, structuredAnswer } from "./structured.ts";
import { usageOf } from "./usage.ts";

/** Codex as an agent. Relative paths in `config` are relative to `root`, the project's. */
export function codexAgent(name: string, config: ProgramConfig, root: string): Agent {
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
  const { mask, schema, sessionId, counter } = request;
  const stream = codexStream({ mask, sessionId, counter, now: Date.now });
  const priced = (usage: ReturnType<CodexStream["usage"]>) =>
    usageOf(usage && { ...usage, costUsd: undefined }, config.price);
  return {
    command: program.command,
    args: [...program.args, ...codexArguments(request, config, writeSchema(request))],
    env: { ...request.env, ...config.env },
    stdin: request.prompt,
    read: (from, line) =>
      (from === "out" ? stream.read(line) : []).map((event) =>
        event.type === "usage" ? { ...event, usage: priced(event.usage) } : event,
      ),
    over: stream.over,
    busy: stream.busy,
    conclude(ended) {
      const error = errorOf(name, ended, stream, request);
      const answer = stream.answer();
      const told =
        schema && !error ? structuredAnswer(name, schema, jsonIn(answer), answer) : { output: answer, error };
      const now = stream.counter();
      const usage = priced(stream.usage());
      return {
        result: { ...told, usage, ...(now && { counter: now }), sessionId: stream.sessionId() },
        events: [],
      };
    },
  };
}

const sandboxes: Readonly<Record<Access, string>> = {
  read: "read-only",
  write: "workspace-write",
  full: "danger-full-access",
};

/** The arguments of a request: `codex exec resume` has fewer flags than `codex exec`, but takes any `-c`. */
export function codexArguments(
  { access, sessionId, ...request }: AgentRequest,
  config: ProgramConfig,
  schemaFile?: string,
): string[] {
  const model = request.model ?? config.model;
  return [
    ...["exec", ...(sessionId === undefined ? [] : ["resume"]), "--json", "--skip-git-repo-check"],
    ...["-c", `sandbox_mode="${sandboxes[access]}"`, "-c", 'approval_policy="never"'],
    ...(model === undefined ? [] : ["-m", model]),
    ...(schemaFile === undefined ? [] : ["--output-schema", schemaFile]),
    ...(config.args ?? []),
    ...(sessionId === undefined ? [] : [sessionId]),
    "-",
  ];
}

/** The file of the request's schema. Where it cannot be written the prompt's words must do. */
function writeSchema({ schema, attemptDir }: AgentRequest): string | undefined {
  if (schema === undefined) return undefined;
  const file = join(attemptDir, "answer-schema.json");
  try {
    writeFileSync(file, JSON.stringify(strictSchema(schema)), { mode: 0o600 });
    return file;
  } catch {
    return undefined;
  }
}

/** How it was ended by us; else what it said itself, which counts more than its exit code. */
function errorOf(
  name: string,
  ended: Ended,
  stream: CodexStream,
  { limits, sessionId }: AgentRequest,
): AgentError | undefined {
  const how = endedError(name, ended, limits);
  if (ended.reason !== "exit") return how;
  const told = stream.error();
  if (told) {
    const fix = told.kind === "auth" ? "; log in by typing: codex login" : "";
    return { ...told, message: `agent ${name}: ${told.message}${fix}` };
  }
  if (stream.done()) return undefined;
  // Its last line is of a stack.
  const [, said] = /^error: (.*)$/im.exec(ended.stderr) ?? [];
  if (said === undefined) {
    return how ?? { kind: "crash", message: `agent ${name} ended before its turn did` };
  }
  const message = `agent ${name}: ${said}`;
  const missing = sessionId !== undefined && /no rollout found|thread\/resume|not found/i.test(said);
  if (missing) return { kind: "session_missing", message };
  if (/unexpected argument|invalid value/i.test(said)) return { kind: "bad_request", message };
  const { kind } = serviceError(said, Date.now());
  return { kind: kind === "unknown" ? "crash" : kind, message };
}
