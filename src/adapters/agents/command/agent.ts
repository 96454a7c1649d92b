import { rmSync } from "node:fs";
import type { AgentError } from "../../../domain/agent/error.ts";
import type { Verdict } from "../../../domain/agent/review-issues.ts";
import type { AgentConfig } from "../../../domain/config/config.ts";
import type { Agent, AgentEvent, AgentRequest } from "../../../engine/ports/agent.ts";
import type { Ended } from "../../process/end/ended.ts";
import type { Conversation } from "../conversation/conversation.ts";
import { performProgram } from "../conversation/perform.ts";
import { isSessionId, sessionEvent } from "../conversation/session.ts";
import { endedError } from "../errors/ended.ts";
import { executable } from "../programs/executable.ts";
import { usageOf } from "../usage/reported.ts";
import { maskResultFile, type ResultFile, readResultFile, resultFile } from "./result-file.ts";

/** Config of a command agent. */
export type CommandConfig = Extract<AgentConfig, { type: "command" }>;

/**
 * Any program as an agent: the prompt on standard input, AGENTIC_SDLC_* in the environment, an optional
 * result file. A program with a slash is relative to `root`, the project's.
 */
export function commandAgent(name: string, config: CommandConfig, root: string): Agent {
  return {
    name,
    resumes: true,
    perform: (request, onEvent, signal) =>
      performProgram(request, () => converse(name, config, root, request), onEvent, signal),
    salvage(attemptDir) {
      const { sessionId, usage } = readResultFile(resultFile(attemptDir)).said;
      return {
        ...(sessionId !== undefined && isSessionId(sessionId) ? { sessionId } : {}),
        ...(usage ? { usage: usageOf(usage, config.price) } : {}),
      };
    },
  };
}

function converse(name: string, config: CommandConfig, root: string, request: AgentRequest): Conversation {
  const [program = "", ...args] = config.command;
  const file = resultFile(request.attemptDir);
  const { sessionId, model } = request;
  const uncleared = clear(file);
  return {
    command: executable(program, root),
    args,
    env: {
      ...request.env,
      ...config.env,
      AGENTIC_SDLC_RESULT_FILE: file,
      ...(sessionId === undefined ? {} : { AGENTIC_SDLC_SESSION_ID: sessionId }),
      ...(model === undefined ? {} : { AGENTIC_SDLC_MODEL: model }),
    },
    stdin: request.prompt,
    plain: true,
    read: (stream, line) => (stream === "out" && line.trim() !== "" ? [{ type: "text", text: line }] : []),
    conclude(ended) {
      const { said, problem }: ReturnType<typeof readResultFile> = uncleared
        ? { said: {}, problem: uncleared }
        : readResultFile(file);
      maskResultFile(file, request.mask);
      const usage = usageOf(said.usage, config.price);
      const output = said.output ?? ended.stdout;
      const session = said.sessionId === undefined ? undefined : sessionEvent(said.sessionId, request.mask);
      const result = {
        output,
        verdict: said.verdict ?? verdictOf(output),
        issues: said.issues,
        question: said.question?.trim() ? said.question : undefined,
        usage,
        sessionId: session?.type === "session" ? session.sessionId : undefined,
        error: errorOf(endedError(name, ended, request.limits), ended, said, problem),
      };
      const events: AgentEvent[] = session ? [session] : [];
      if (said.usage) events.push({ type: "usage", usage });
      return { result, events };
    },
  };
}

/** What an earlier program left there must not be taken for this one's. */
function clear(file: string): string | undefined {
  try {
    rmSync(file, { recursive: true, force: true });
    return undefined;
  } catch (error) {
    return `${file}: could not be removed before the attempt: ${(error as Error).message}`;
  }
}

/**
 * An abort stays one. Else what the agent itself says counts most, then how it ended, then what is wrong with what it
 * wrote.
 */
function errorOf(
  how: AgentError | undefined,
  ended: Ended,
  said: ResultFile,
  problem: string | undefined,
): AgentError | undefined {
  if (ended.reason === "aborted") return how;
  if (said.error) return said.error;
  if (!problem) return how;
  return how ? { ...how, message: `${how.message} (and ${problem})` } : { kind: "schema", message: problem };
}

/** The verdict in the output's last line that is not empty. */
function verdictOf(output: string): Verdict | undefined {
  const last = output.trimEnd().split("\n").at(-1) ?? "";
  const [, verdict] = /^\s*VERDICT:\s*(approved|rejected)\s*$/.exec(last) ?? [];
  return verdict as Verdict | undefined;
}
