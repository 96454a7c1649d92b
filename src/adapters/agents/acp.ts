import { isAbsolute, resolve } from "node:path";
import type { AcpConfig } from "../../domain/config.ts";
import type { AgentError } from "../../domain/record.ts";
import type { Agent, AgentEvent, AgentRequest } from "../../engine/agent-port.ts";
import type { Ended } from "../process/supervise.ts";
import { acpClient, type Learnt } from "./acp-client.ts";
import { errorOfStop, kindOfText } from "./acp-errors.ts";
import { workspaceFiles } from "./acp-files.ts";
import { tokensOf, usageOfTurn } from "./acp-usage.ts";
import { endedError } from "./ended-error.ts";
import { type Conversation, performProgram } from "./program-agent.ts";
import { isSessionId } from "./result-file.ts";
import { salvageTranscript } from "./salvage.ts";

/**
 * Any agent that speaks the Agent Client Protocol, version 1, on its standard streams. A program with a slash is relative
 * to `root`, the project's.
 */
export function acpAgent(name: string, config: AcpConfig, root: string): Agent {
  return {
    name,
    resumes: true,
    perform: (request, onEvent, signal) =>
      performProgram(request, () => converse(name, config, root, request), onEvent, signal),
    salvage: salvageTranscript,
  };
}

function converse(name: string, config: AcpConfig, root: string, request: AgentRequest): Conversation {
  const [program = "", ...args] = config.command;
  const { workspace, prompt, access, model, sessionId } = request;
  const files = workspaceFiles(workspace);
  const client = acpClient({
    ...{ name, workspace, files, prompt, access, model, sessionId },
    now: Date.now,
  });
  const usage = () => {
    const { response = {}, agentName, cost, costBefore } = client.learnt();
    const before = costBefore ?? request.counter?.costUsd ?? 0;
    return usageOfTurn(tokensOf(response, agentName), cost, before, config.price);
  };
  let toldCost: number | undefined;
  // What a dead attempt spent is known from what was told.
  const spent = (): AgentEvent[] => {
    const { cost, step } = client.learnt();
    if (step !== "prompt" || cost === toldCost) return [];
    toldCost = cost;
    return [{ type: "usage", usage: usage() }];
  };
  /** An id cannot be masked and still be one. */
  const usable = (id: string | undefined) => id !== undefined && isSessionId(id) && request.mask(id) === id;
  const kept = (event: AgentEvent): AgentEvent =>
    event.type !== "session" || usable(event.sessionId) ? event : { type: "notice", text: unusable };
  return {
    command: isAbsolute(program) || !/[\\/]/.test(program) ? program : resolve(root, program),
    args,
    env: { ...request.env, ...(access === "read" ? readOnlyEnv : {}), ...config.env },
    stdin: "",
    over: () => (client.learnt().response ? "said" : client.learnt().error ? "hopeless" : undefined),
    busy: client.busy,
    dialogue: { next: client.next, cancel: client.cancel },
    read: (stream, line) => (stream === "out" ? [...client.read(line).map(kept), ...spent()] : []),
    conclude(ended) {
      const learnt = client.learnt();
      const { cost, output } = learnt;
      const result = {
        output,
        usage: usage(),
        ...(cost === undefined ? {} : { counter: { costUsd: cost } }),
        sessionId: usable(learnt.sessionId) ? learnt.sessionId : undefined,
        error: errorOf(name, learnt, ended, request),
      };
      const known = result.usage.inputTokens !== undefined || result.usage.costUsd !== null;
      return { result, events: known ? [{ type: "usage", usage: result.usage }] : [] };
    },
  };
}

const unusable = "session id ignored: only letters, digits and _ . - are allowed, and no secret";

/** opencode asks for nothing in any of its modes; this it heeds. Nobody else knows it. */
const readOnlyEnv = { OPENCODE_PERMISSION: '{"edit":"deny","bash":"deny"}' };

/** Of these, a turn without usage is one whose call to the model failed: the service's error is all it says. */
const toldByUsage = /codex-acp$/i;

/** What the agent answered counts most, however its program ended then; else what it refused; else how it ended. */
function errorOf(name: string, learnt: Learnt, ended: Ended, request: AgentRequest): AgentError | undefined {
  const { response, error, step, output, toolCalls, agentName } = learnt;
  // Its program did not stop by itself: all that follows from that is ours.
  const stopped = ended.reason === "exit" ? undefined : endedError(name, ended, request.limits);
  if (response) {
    if (response.stopReason === "cancelled" && stopped) return stopped;
    const stop = errorOfStop(name, response.stopReason);
    if (stop) return stop;
    const said = output.trim();
    const uncalled = response.usage === null && (toldByUsage.test(agentName) || said === "");
    if (!uncalled && (said !== "" || toolCalls > 0)) return undefined;
    const told = said === "" ? "it said nothing, and gives no reason" : said.slice(0, 2000);
    return { kind: kindOfText(said), message: `agent ${name} ended its turn without an answer: ${told}` };
  }
  if (stopped) return stopped;
  if (error) return error;
  const how = endedError(name, { ...ended, stdout: "" }, request.limits);
  const message = how?.message ?? `agent ${name} ended before it answered`;
  if (request.sessionId !== undefined && step === "session") return { kind: "session_missing", message };
  const kind = kindOfText(message);
  return { kind: kind === "unknown" ? "crash" : kind, message };
}
