/** Agents whose programs tell what they do in lines of JSON. What differs between them is a `StreamProgram`. */
import type { AgentError } from "../../../domain/agent/error.ts";
import type { ProgramConfig } from "../../../domain/config/config.ts";
import type { Agent, AgentEvent, AgentRequest } from "../../../engine/ports/agent.ts";
import type { Ended } from "../../process/end/ended.ts";
import type { Conclusion, Conversation } from "../conversation/conversation.ts";
import { performProgram } from "../conversation/perform.ts";
import { Session } from "../conversation/session.ts";
import { structuredAnswer } from "../conversation/structured.ts";
import { endedError } from "../errors/ended.ts";
import { salvageTranscript } from "../transcript/salvage.ts";
import { usageOf } from "../usage/reported.ts";
import { programCommand } from "./executable.ts";
import { plainPrompt } from "./prompt.ts";
import type { Heard, Outcome, StreamReader } from "./reader.ts";

/** One such program: how it is started, and what its lines say. */
export interface StreamProgram {
  /** What the program is started with; may write files into the attempt's folder. Throws what is wrong with the request. */
  prepare(request: AgentRequest, env: Readonly<Record<string, string>>): Prepared;
  open(request: AgentRequest): StreamReader;
  /** The signals that ask it to end, in order. Default: SIGINT, SIGTERM. */
  readonly asks?: readonly NodeJS.Signals[];
}

/** What a program is started with for one request. */
export interface Prepared {
  readonly args: readonly string[];
  /** What must come after the arguments of config. */
  readonly last?: readonly string[];
  /** Added to the environment, config's included. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An agent that is such a program: `config.command`, else the program's own name, looked up in PATH. */
export function streamAgent(
  name: string,
  config: ProgramConfig,
  root: string,
  program: StreamProgram,
): Agent {
  return {
    name,
    resumes: true,
    async perform(request, onEvent, signal) {
      let prepared: Prepared;
      try {
        prepared = program.prepare(request, { ...request.env, ...config.env });
      } catch (error) {
        const { code, message: why } = error as NodeJS.ErrnoException;
        const message = `agent ${name}: ${why}`;
        return {
          exitCode: null,
          signal: null,
          output: "",
          usage: { costUsd: null },
          // What the file system says is nobody's wrong configuration.
          error: { kind: code === undefined ? "bad_request" : "crash", message },
          durationMs: 0,
        };
      }
      const begin = () => converse(name, config, root, request, program, prepared);
      return performProgram(request, begin, onEvent, signal);
    },
    salvage: salvageTranscript,
  };
}

function converse(
  name: string,
  config: ProgramConfig,
  root: string,
  request: AgentRequest,
  program: StreamProgram,
  prepared: Prepared,
): Conversation {
  const { command, args } = programCommand(config, root);
  const reader = program.open(request);
  const session = new Session(request.mask);
  const told = (heard: readonly Heard[]) =>
    heard.flatMap((event): AgentEvent[] => {
      if (event.type === "session") return session.take(event.sessionId);
      return [event.type === "usage" ? { ...event, usage: usageOf(event.usage, config.price) } : event];
    });
  const concluded = (outcome: Outcome, error?: AgentError): Conclusion => {
    const { output, structured, usage, counter } = outcome;
    const held = request.schema && structured && !error;
    return {
      ...(held ? structuredAnswer(name, request.schema, structured.value, output) : { output, error }),
      usage: usageOf(usage, config.price),
      ...(counter && { counter }),
      sessionId: session.id,
    };
  };
  return {
    command,
    args: [...args, ...prepared.args, ...(config.args ?? []), ...(prepared.last ?? [])],
    env: { ...request.env, ...config.env, ...prepared.env },
    stdin: plainPrompt(request.prompt),
    asks: program.asks,
    read: (stream, line) => told(reader.read(stream, line)),
    keeps: (stream, line) => reader.keeps?.(stream, line) !== false,
    over: () => reader.over(),
    busy: () => reader.busy(),
    answered() {
      const outcome = reader.outcome();
      return outcome.finished && !outcome.error ? concluded(outcome) : undefined;
    },
    conclude(ended) {
      const outcome = reader.outcome();
      const error = errorOf(name, request, ended, outcome, reader, session.isTold);
      return { result: concluded(outcome, error), events: [] };
    },
  };
}

/**
 * An abort stays one. Else why it cannot get anywhere counts most; then that it was ended; then the program's own last
 * word. A program that just stops in the middle has not succeeded, whatever its exit code.
 */
function errorOf(
  name: string,
  request: AgentRequest,
  ended: Ended,
  outcome: Outcome,
  reader: StreamReader,
  began: boolean,
): AgentError | undefined {
  const how = endedError(name, ended, request.limits);
  if (ended.reason === "aborted") return how;
  if (outcome.error) return outcome.error;
  // Asked to end, some say that as a result.
  if (ended.reason !== "exit") return how;
  if (outcome.finished) return undefined;
  return reader.failure(ended) ?? how ?? unfinished(name, ended, began);
}

/** `began`: it told its session. One that speaks, but not as it was asked to, will not do so the next time either. */
function unfinished(name: string, { stdout }: Ended, began: boolean): AgentError {
  if (began || stdout.trim() === "")
    return { kind: "crash", message: `agent ${name} ended in the middle of its work` };
  const message = `agent ${name}: its output is not the JSON it was asked for; correct its \`command\` or \`args\``;
  return { kind: "bad_request", message };
}
