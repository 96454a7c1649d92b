/** Our side of an ACP connection, as a machine without input or output of its own: lines in, events and lines out. */

import type { AgentError } from "../../../domain/agent/error.ts";
import type { Access } from "../../../domain/definition/story/definition.ts";
import type { AgentEvent } from "../../../engine/ports/agent.ts";
import { isObject, isString } from "../json/fields.ts";
import { errorOfResponse } from "./errors.ts";
import type { WorkspaceFiles } from "./files.ts";
import type { AgentInfo } from "./known.ts";
import { agentRequests } from "./requests.ts";
import { notificationLine, parseMessage, type RpcError, requestLine, rpcCodes } from "./rpc.ts";
import { type Setup, setupOf } from "./setup.ts";
import { toolCalls } from "./tools.ts";
import { costOf, readUpdates } from "./updates.ts";

type Data = Readonly<Record<string, unknown>>;
type Events = readonly AgentEvent[];

export interface ClientOptions {
  /** The agent's name in config, for messages. */
  readonly name: string;
  readonly workspace: string;
  readonly files: WorkspaceFiles;
  readonly prompt: string;
  readonly access: Access;
  readonly model?: string;
  /** The session to go on in. */
  readonly sessionId?: string;
  readonly now: () => number;
}

/** How far an attempt came. */
export type Step = "initialize" | "session" | "setup" | "prompt" | "answered";

/** What was learnt. */
export interface Learnt {
  readonly step: Step;
  /** As the agent names it; it may be no id that can be kept. */
  readonly sessionId?: string;
  readonly agent: AgentInfo;
  /** The response to the prompt. */
  readonly response?: Data;
  /** An error response, or what keeps us from going on. */
  readonly error?: AgentError;
  /** The turn's last message. */
  readonly output: string;
  readonly toolCalls: number;
  /** The session's cost, USD: when the prompt was sent, and so far. */
  readonly costBefore?: number;
  readonly cost?: number;
}

export interface AcpClient {
  /** Whether a tool runs. */
  busy(): boolean;
  read(line: string): Events;
  /** What is to be sent now, and whether that is all. */
  next(): { readonly text: string; readonly end: boolean };
  /** Asks the agent to stop its turn. */
  cancel(): void;
  learnt(): Learnt;
}

export function acpClient(options: ClientOptions): AcpClient {
  const { name, workspace, access, sessionId: resumed } = options;
  const tools = toolCalls(workspace);
  const updates = readUpdates(tools);
  const requests = agentRequests(options.files, access, tools);
  let step: Step = "initialize";
  let sending = "";
  let over = false;
  let lastId = 0;
  let then: (result: Data) => Events = () => [];
  let failing: (error: AgentError) => AgentError = (error) => error;
  let sessionId: string | undefined;
  let agent: AgentInfo = { name: "", version: "" };
  let authMethods: unknown;
  let response: Data | undefined;
  let error: AgentError | undefined;
  let cost: number | undefined;
  let costBefore: number | undefined;

  const ask = (method: string, params: Data, answered: (result: Data) => Events): Events => {
    sending += requestLine(++lastId, method, params);
    then = answered;
    return [];
  };
  const fail = (why: AgentError): Events => {
    error = failing(why);
    over = true;
    return updates.end();
  };
  const wrong = (message: string) => fail({ kind: "bad_request", message: `agent ${name}: ${message}` });

  const initialized = (result: Data): Events => {
    const { protocolVersion, agentCapabilities, agentInfo } = result;
    if (protocolVersion !== 1) return wrong(`it speaks version ${protocolVersion} of ACP, not 1`);
    if (isObject(agentInfo)) {
      agent = { name: String(agentInfo.name ?? ""), version: String(agentInfo.version ?? "") };
    }
    authMethods = result.authMethods;
    step = "session";
    const place = { cwd: workspace, mcpServers: [] };
    if (resumed === undefined) return ask("session/new", place, opened);
    // Whatever goes wrong now, a new session may do; without a login it would not, and this one would be lost.
    failing = (why) => (why.kind === "auth" ? why : { kind: "session_missing", message: why.message });
    const can = isObject(agentCapabilities) ? agentCapabilities : {};
    const resume = isObject(can.sessionCapabilities) && isObject(can.sessionCapabilities.resume);
    if (can.loadSession !== true && !resume) return wrong("it cannot go on in a session");
    const method = can.loadSession === true ? "session/load" : "session/resume";
    return ask(method, { sessionId: resumed, ...place }, opened);
  };
  const opened = (result: Data): Events => {
    sessionId = resumed ?? (isString(result.sessionId) ? result.sessionId : undefined);
    if (sessionId === undefined) return wrong("its new session has no id");
    failing = (why) => why;
    const { setups, problem } = setupOf(result, access, options.model);
    if (problem !== undefined) return wrong(problem);
    step = "setup";
    prepare(setups);
    return [{ type: "session", sessionId }];
  };
  const prepare = ([first, ...rest]: readonly Setup[]): Events => {
    failing = (why) => why;
    if (!first) return promptIt();
    failing = (why) => ({ ...why, message: `${why.message} (asked for ${first.what})` });
    return ask(first.method, { sessionId, ...first.params }, () => prepare(rest));
  };
  const promptIt = (): Events => {
    step = "prompt";
    costBefore = cost;
    const prompt = [{ type: "text", text: options.prompt }];
    return ask("session/prompt", { sessionId, prompt }, (result) => {
      response = result;
      step = "answered";
      over = true;
      return updates.end();
    });
  };
  const failed = (rpc: RpcError): Events => {
    const why = errorOfResponse(name, rpc, authMethods, options.now());
    const unknown = resumed !== undefined && step === "prompt" && rpc.code === rpcCodes.notFound;
    return fail(unknown ? { ...why, kind: "session_missing" } : why);
  };
  const update = (params: Data): Events => {
    if (!isObject(params.update) || (sessionId !== undefined && params.sessionId !== sessionId)) return [];
    cost = costOf(params.update) ?? cost;
    // Before the prompt it is the history that is told again; after the answer it is nobody's.
    return step === "prompt" ? updates.read(params.update) : [];
  };

  ask(
    "initialize",
    { protocolVersion: 1, clientCapabilities: requests.capabilities, clientInfo },
    initialized,
  );
  return {
    read(line) {
      const message = parseMessage(line);
      switch (message?.kind) {
        case "request": {
          const { reply, events } = requests.answer(message);
          sending += reply;
          return events;
        }
        case "notification":
          return message.method === "session/update" ? update(message.params) : [];
        case "result":
          return message.id === lastId && !over ? then(message.result) : [];
        case "error":
          return message.id === lastId && !over ? failed(message.error) : [];
        default:
          return [];
      }
    },
    next() {
      const text = sending;
      sending = "";
      return { text, end: over };
    },
    cancel() {
      requests.cancel();
      if (step === "prompt" && sessionId !== undefined)
        sending += notificationLine("session/cancel", { sessionId });
      else over = true;
    },
    busy: () => step === "prompt" && tools.running,
    learnt: () => ({
      step,
      sessionId,
      agent,
      response,
      error,
      output: updates.output(),
      toolCalls: tools.count,
      costBefore,
      cost,
    }),
  };
}

const clientInfo = { name: "agentic-sdlc", title: "agentic-sdlc", version: "1" };
