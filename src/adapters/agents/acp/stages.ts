/** The requests of ours that take an attempt from the first word to the answer, one after the other. Pure. */

import type { AgentError } from "../../../domain/agent/error.ts";
import type { Access } from "../../../domain/definition/story/definition.ts";
import { isObject, type Json } from "../../../domain/text/json.ts";
import type { AgentEvent } from "../../../engine/ports/agent.ts";
import { objectAt, textAt } from "../json/read.ts";
import type { AgentInfo } from "./known.ts";
import { type RpcError, rpcCodes } from "./rpc.ts";
import { type Setup, setupOf } from "./setup.ts";

/** What an attempt is to come to. */
export interface Task {
  /** The agent's name in config, for messages. */
  readonly name: string;
  readonly workspace: string;
  readonly prompt: string;
  readonly access: Access;
  readonly model?: string;
  /** The session to go on in. */
  readonly sessionId?: string;
}

/** What the agent answered so far. */
export interface Answered {
  readonly agent: AgentInfo;
  /** As the agent gives them. */
  readonly authMethods?: unknown;
  /** As the agent names it; it may be no id that can be kept. */
  readonly sessionId?: string;
  /** The response to the prompt. */
  readonly response?: Json;
}

/** One request, and what follows from its answer. */
export interface Stage {
  readonly step: "initialize" | "session" | "setup" | "prompt";
  readonly method: string;
  readonly params: Json;
  answered(result: Json): Advance;
  /** What an error response means here. Default: what it says. */
  failed?(why: AgentError, rpc: RpcError): AgentError;
}

/** What an answer tells, and leads to: the next stage, a reason not to go on, or neither: it was the last. */
export interface Advance {
  readonly learnt?: Partial<Answered>;
  readonly events?: readonly AgentEvent[];
  readonly next?: Stage;
  readonly problem?: AgentError;
}

const clientInfo = { name: "agentic-sdlc", title: "agentic-sdlc", version: "1" };

/** The first stage. `clientCapabilities`: what we offer. */
export function initialize(task: Task, clientCapabilities: Json): Stage {
  return {
    step: "initialize",
    method: "initialize",
    params: { protocolVersion: 1, clientCapabilities, clientInfo },
    answered(result) {
      const { protocolVersion, agentInfo, authMethods } = result;
      if (protocolVersion !== 1)
        return { problem: wrong(task, `it speaks version ${protocolVersion} of ACP, not 1`) };
      const agent = isObject(agentInfo) && {
        agent: { name: String(agentInfo.name ?? ""), version: String(agentInfo.version ?? "") },
      };
      const learnt = { authMethods, ...agent };
      const method = sessionMethod(task, objectAt(result, "agentCapabilities"));
      if (method !== undefined) return { learnt, next: open(task, method) };
      return { learnt, problem: notThatSession(wrong(task, "it cannot go on in a session")) };
    },
  };
}

function sessionMethod({ sessionId }: Task, can: Json): string | undefined {
  if (sessionId === undefined) return "session/new";
  if (can.loadSession === true) return "session/load";
  return isObject(objectAt(can, "sessionCapabilities").resume) ? "session/resume" : undefined;
}

function open(task: Task, method: string): Stage {
  const { sessionId: resumed, workspace, access, model } = task;
  return {
    step: "session",
    method,
    params: { ...(resumed !== undefined && { sessionId: resumed }), cwd: workspace, mcpServers: [] },
    failed: (why) => (resumed === undefined ? why : notThatSession(why)),
    answered(result) {
      const sessionId = resumed ?? textAt(result, "sessionId");
      if (sessionId === undefined) return { problem: wrong(task, "its new session has no id") };
      const { setups, problem } = setupOf(result, access, model);
      const learnt = { sessionId };
      if (problem !== undefined) return { learnt, problem: wrong(task, problem) };
      return { learnt, events: [{ type: "session", sessionId }], next: setUp(task, sessionId, setups) };
    },
  };
}

function setUp(task: Task, sessionId: string, [first, ...rest]: readonly Setup[]): Stage {
  if (!first) return promptIt(task, sessionId);
  return {
    step: "setup",
    method: first.method,
    params: { sessionId, ...first.params },
    failed: (why) => ({ ...why, message: `${why.message} (asked for ${first.what})` }),
    answered: () => ({ next: setUp(task, sessionId, rest) }),
  };
}

function promptIt(task: Task, sessionId: string): Stage {
  const isResumed = task.sessionId !== undefined;
  return {
    step: "prompt",
    method: "session/prompt",
    params: { sessionId, prompt: [{ type: "text", text: task.prompt }] },
    failed: (why, { code }) =>
      isResumed && code === rpcCodes.notFound ? { ...why, kind: "session_missing" } : why,
    answered: (response) => ({ learnt: { response } }),
  };
}

function wrong({ name }: Task, message: string): AgentError {
  return { kind: "bad_request", message: `agent ${name}: ${message}` };
}

/** Whatever goes wrong, a new session may do; without a login it would not, and this one would be lost. */
function notThatSession(why: AgentError): AgentError {
  return why.kind === "auth" ? why : { kind: "session_missing", message: why.message };
}
