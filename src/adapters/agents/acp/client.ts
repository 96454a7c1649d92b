/** Our side of an ACP connection, as a machine without input or output of its own: lines in, events and lines out. */

import type { AgentError } from "../../../domain/agent/error.ts";
import { isObject, type Json } from "../../../domain/text/json.ts";
import type { AgentEvent } from "../../../engine/ports/agent.ts";
import { errorOfResponse } from "./errors.ts";
import type { WorkspaceFiles } from "./files.ts";
import { agentRequests } from "./requests.ts";
import { type Message, notificationLine, parseMessage, type RpcError, requestLine } from "./rpc.ts";
import { type Advance, type Answered, initialize, type Stage, type Task } from "./stages.ts";
import { toolCalls } from "./tools.ts";
import { costOf, readUpdates } from "./updates.ts";

type Events = readonly AgentEvent[];

/** A task, and what the client may use for it. */
export interface ClientOptions extends Task {
  readonly files: WorkspaceFiles;
  readonly now: () => number;
}

/** What was learnt. */
export interface Learnt extends Omit<Answered, "authMethods"> {
  /** How far the attempt came. */
  readonly step: Stage["step"] | "answered";
  /** An error response, or what keeps us from going on. */
  readonly error?: AgentError;
  /** The turn's last message. */
  readonly output: string;
  readonly toolCalls: number;
  /** The session's cost, USD: when the prompt was sent, and so far. */
  readonly costBefore?: number;
  readonly cost?: number;
}

/** One attempt's connection, from the first request to the response to the prompt. */
export interface AcpClient {
  /** Whether a tool runs. */
  busy(): boolean;
  /** Takes a line that the agent wrote. Never throws, whatever it is. */
  read(line: string): Events;
  /** What is to be sent now, and whether that is all. */
  next(): { readonly text: string; readonly end: boolean };
  /** Asks the agent to stop its turn. */
  cancel(): void;
  learnt(): Learnt;
}

/** A client that has its first request to send. */
export function acpClient(options: ClientOptions): AcpClient {
  return new Client(options);
}

class Client implements AcpClient {
  readonly #options: ClientOptions;
  readonly #tools: ReturnType<typeof toolCalls>;
  readonly #updates: ReturnType<typeof readUpdates>;
  readonly #requests: ReturnType<typeof agentRequests>;
  #stage: Stage;
  #answered: Answered = { agent: { name: "", version: "" } };
  #error: AgentError | undefined;
  #cost: number | undefined;
  #costBefore: number | undefined;
  /** The number of the request that the stage waits for. */
  #lastId = 0;
  #sending = "";
  #over = false;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#tools = toolCalls(options.workspace);
    this.#updates = readUpdates(this.#tools);
    this.#requests = agentRequests(options.files, options.access, this.#tools);
    this.#stage = initialize(options, this.#requests.capabilities);
    this.#ask();
  }

  read(line: string): Events {
    const message = parseMessage(line);
    return message ? this.#hear(message) : [];
  }

  next() {
    const text = this.#sending;
    this.#sending = "";
    return { text, end: this.#over };
  }

  cancel(): void {
    this.#requests.cancel();
    const { sessionId } = this.#answered;
    if (this.#isPrompted) this.#sending += notificationLine("session/cancel", { sessionId });
    else this.#over = true;
  }

  busy(): boolean {
    return this.#isPrompted && this.#tools.running;
  }

  learnt(): Learnt {
    const { authMethods: _, ...answered } = this.#answered;
    return {
      ...answered,
      step: answered.response ? "answered" : this.#stage.step,
      error: this.#error,
      output: this.#updates.output(),
      toolCalls: this.#tools.count,
      costBefore: this.#costBefore,
      cost: this.#cost,
    };
  }

  get #isPrompted(): boolean {
    return this.#stage.step === "prompt" && !this.#answered.response;
  }

  #hear(message: Message): Events {
    switch (message.kind) {
      case "request": {
        const { reply, events } = this.#requests.answer(message);
        this.#sending += reply;
        return events;
      }
      case "notification":
        return message.method === "session/update" ? this.#update(message.params) : [];
      case "result":
        return this.#waitsFor(message.id) ? this.#advance(this.#stage.answered(message.result)) : [];
      case "error":
        return this.#waitsFor(message.id) ? this.#fail(this.#errorOf(message.error)) : [];
    }
  }

  #waitsFor(id: unknown): boolean {
    return id === this.#lastId && !this.#over;
  }

  #ask(): void {
    this.#sending += requestLine(++this.#lastId, this.#stage.method, this.#stage.params);
  }

  #advance({ learnt, events = [], next, problem }: Advance): Events {
    this.#answered = { ...this.#answered, ...learnt };
    if (problem) return this.#fail(problem);
    if (!next) return this.#end();
    if (next.step === "prompt") this.#costBefore = this.#cost;
    this.#stage = next;
    this.#ask();
    return events;
  }

  #fail(why: AgentError): Events {
    this.#error = why;
    return this.#end();
  }

  #end(): Events {
    this.#over = true;
    return this.#updates.end();
  }

  #errorOf(rpc: RpcError): AgentError {
    const { name, now } = this.#options;
    const why = errorOfResponse(name, rpc, this.#answered.authMethods, now());
    return this.#stage.failed?.(why, rpc) ?? why;
  }

  #update({ sessionId, update }: Json): Events {
    const ours = this.#answered.sessionId;
    if (!isObject(update) || (ours !== undefined && sessionId !== ours)) return [];
    this.#cost = costOf(update) ?? this.#cost;
    // Before the prompt it is the history that is told again; after the answer it is nobody's.
    return this.#isPrompted ? this.#updates.read(update) : [];
  }
}
