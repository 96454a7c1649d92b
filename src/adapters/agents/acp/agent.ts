import type { AgentError } from "../../../domain/agent/error.ts";
import type { AcpConfig } from "../../../domain/config/config.ts";
import type { Agent, AgentEvent, AgentRequest } from "../../../engine/ports/agent.ts";
import type { Ended } from "../../process/end/ended.ts";
import type { Conclusion, Conversation } from "../conversation/conversation.ts";
import { performProgram } from "../conversation/perform.ts";
import { sessionEvent } from "../conversation/session.ts";
import { endedError } from "../errors/ended.ts";
import { executable } from "../programs/executable.ts";
import { plainPrompt } from "../programs/prompt.ts";
import { salvageTranscript } from "../transcript/salvage.ts";
import { acpClient, type Learnt } from "./client.ts";
import { errorOfStop, errorOfText } from "./errors.ts";
import { workspaceFiles } from "./files.ts";
import { failsWithoutUsage, quickToTell, readOnlyEnv } from "./known.ts";
import { counterIn, type Told, usageIn } from "./usage.ts";

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
  const { workspace, prompt, access, model, sessionId, mask } = request;
  const files = workspaceFiles(workspace);
  const client = acpClient({
    ...{ name, workspace, files, access, model, sessionId },
    prompt: plainPrompt(prompt),
    now: Date.now,
  });
  const told = (): Told => ({ ...client.learnt(), response: client.learnt().response ?? {} });
  const usage = () => usageIn(told(), request.counter, config.price);
  let toldCost: number | undefined;
  // What a dead attempt spent is known from what was told.
  const spent = (): AgentEvent[] => {
    const { cost, step } = client.learnt();
    if (step !== "prompt" || cost === toldCost || cost === 0) return [];
    toldCost = cost;
    return [{ type: "usage", usage: usage() }];
  };
  const kept = (event: AgentEvent) =>
    event.type === "session" ? sessionEvent(event.sessionId, mask) : event;
  const concluded = ({ output, sessionId: id }: Learnt, error?: AgentError): Conclusion => {
    const session = id === undefined ? undefined : sessionEvent(id, mask);
    return {
      ...{ output, usage: usage(), counter: counterIn(told()), error },
      sessionId: session?.type === "session" ? session.sessionId : undefined,
    };
  };
  return {
    command: executable(program, root),
    args,
    env: { ...quickToTell, ...request.env, ...(access === "read" ? readOnlyEnv : {}), ...config.env },
    stdin: "",
    dialogue: client,
    over: () => (client.learnt().response ? "said" : client.learnt().error ? "hopeless" : undefined),
    busy: () => client.busy(),
    read: (stream, line) => (stream === "out" ? [...client.read(line).map(kept), ...spent()] : []),
    answered() {
      const learnt = client.learnt();
      return learnt.response && !errorOfTurn(name, learnt) ? concluded(learnt) : undefined;
    },
    conclude(ended) {
      const learnt = client.learnt();
      const result = concluded(learnt, errorOf(name, learnt, ended, request));
      const known = result.usage.inputTokens !== undefined || result.usage.costUsd !== null;
      return { result, events: known ? [{ type: "usage", usage: result.usage }] : [] };
    },
  };
}

/** What the agent answered counts most, however its program ended then; else what it refused; else how it ended. */
function errorOf(name: string, learnt: Learnt, ended: Ended, request: AgentRequest): AgentError | undefined {
  const { response, error, step } = learnt;
  // Its program did not stop by itself: all that follows from that is ours.
  const stopped = ended.reason === "exit" ? undefined : endedError(name, ended, request.limits);
  if (response?.stopReason === "cancelled" && stopped) return stopped;
  if (response) return errorOfTurn(name, learnt);
  if (stopped) return stopped;
  if (error) return error;
  // Its last line is for us, not for people.
  const how = endedError(name, { ...ended, stdout: "" }, request.limits);
  const message = how?.message ?? `agent ${name} ended before it answered`;
  if (request.sessionId !== undefined && step === "session") return { kind: "session_missing", message };
  return errorOfText(ended.stderr.trimEnd().split("\n").at(-1) ?? "", message, Date.now(), "crash");
}

/** Why a turn that ended gave no answer: undefined where it did. */
function errorOfTurn(name: string, { response, output, toolCalls, agent }: Learnt): AgentError | undefined {
  const stopped = errorOfStop(name, response?.stopReason);
  if (stopped) return stopped;
  const said = output.trim();
  const failed = failsWithoutUsage(agent) && response?.usage === null;
  if (!failed && (said !== "" || toolCalls > 0)) return undefined;
  const last = said.split("\n").at(-1) ?? "";
  const why = last === "" ? "it said nothing, and gives no reason" : last.slice(0, 2000);
  return errorOfText(last, `agent ${name} ended its turn without an answer: ${why}`, Date.now(), "unknown");
}
