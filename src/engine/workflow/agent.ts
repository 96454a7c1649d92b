import { helpFor, waitUntil } from "../../domain/error-kinds.ts";
import type { AgentError, Usage } from "../../domain/record.ts";
import type { AgentStep } from "../../domain/workflow-file/definition.ts";
import type { NodeRecord } from "../../domain/workflow-run/node-record.ts";
import type { NodeState } from "../../domain/workflow-run/nodes.ts";
import type { Agent, AgentEvent, AgentResult } from "../agent-port.ts";
import { guardFile } from "../housekeep.ts";
import { remainingUsd } from "../limits.ts";
import type { Handler } from "./handlers.ts";
import type { NodeContext } from "./node.ts";
import type { Try } from "./outcome.ts";
import { nodeVariables, secretIn, timeoutError } from "./script.ts";
import type { Walk } from "./walk.ts";
import type { Work } from "./work.ts";

type Node = NodeContext<AgentStep>;
type Said = Extract<NodeRecord, { type: "said" }>;

const goOn =
  "You were interrupted while you worked on this. The working tree is as you left it. Go on where you stopped. The task was:";

/** Asks an agent; goes on in the session of an interrupted attempt, and waits rate limits and overloads out. */
export const askAgent: Handler<"agent"> = (node, work, known) =>
  node.walk.parking.work(async () => {
    const { walk } = node;
    // It was paid for: it is judged, never asked again.
    if (known?.status === "open" && known.said) return judge(node, known.said);
    let agent: Agent;
    try {
      agent = walk.deps.agentFor(node.step.agent);
    } catch (error) {
      return { error: { kind: "not_installed", message: (error as Error).message } };
    }
    let since = known;
    for (let waits = 0; ; waits++) {
      if (since?.waitUntil !== undefined && !(await waitFor(walk, node.path, since)))
        return { not: "stopped" };
      await walk.slots.take();
      const result = await attempt(node, agent, work, since).finally(() => walk.slots.give());
      if (!("error" in result)) return result;
      const { error } = result;
      const missing = error.kind === "session_missing" && since?.sessionId !== undefined;
      if (!missing && helpFor(error.kind) !== "wait") return result;
      await recordWait(node, result, missing ? undefined : waitUntil(error, waits, walk.deps.clock.now()));
      since = walk.node(node.path);
    }
  });

/** False where it would take too long, or the run stops. */
async function waitFor(
  walk: Walk,
  path: string,
  { waitUntil: until = "", error }: NodeState,
): Promise<boolean> {
  const { clock, reporter } = walk.deps;
  const time = new Date(until);
  if (time <= clock.now()) return true;
  const { deadline, maxWaitMs } = walk.request;
  const late = deadline !== undefined && time > deadline;
  if (late || time.getTime() - clock.now().getTime() > maxWaitMs) {
    const bound = late ? "past the deadline" : "longer than --max-wait allows";
    const reason = `${path} would wait until ${until}, ${bound} (${error?.kind})`;
    walk.stop ??= { kind: "limit", reason };
    return false;
  }
  reporter.event({ type: "waiting", path, kind: error?.kind ?? "", until, message: error?.message ?? "" });
  walk.checkpoint("now");
  await clock.sleep(time, walk.signal);
  return !walk.over;
}

async function recordWait(
  node: Node,
  failed: { error: AgentError; usage?: Usage },
  until?: Date,
): Promise<void> {
  const { walk, path } = node;
  const number = walk.node(path)?.attempt ?? 1;
  const { error, usage = { costUsd: null } } = failed;
  const wait = until ? { waitUntil: until.toISOString() } : {};
  await walk.record({
    type: "failed",
    path,
    kind: "agent",
    attempt: number,
    error,
    ...wait,
    usage,
    durationMs: 0,
  });
  const { kind, message } = error;
  walk.tell({ type: "node-failed", path, kind, message, attempt: number, again: true, usage, durationMs: 0 });
}

async function attempt(
  node: Node,
  agent: Agent,
  work: Extract<Work, { type: "agent" }>,
  known: NodeState | undefined,
): Promise<Try> {
  const { walk, step, path } = node;
  const { deps, run } = walk;
  if (!walk.mayTry()) return { not: "stopped" };
  const number = (known?.attempt ?? 0) + 1;
  const sessionId = sessionToResume(agent, known, walk);
  const token = deps.token();
  const attemptDir = run.nodeDir(path, number);
  await deps.workspace.guard(`${attemptDir}/${guardFile}`);
  await walk.record({
    ...{ type: "intent", path, kind: "agent", attempt: number, token, agent: agent.name },
    ...(step.model === undefined ? {} : { model: step.model }),
    ...(sessionId === undefined ? {} : { resume: sessionId }),
  });
  walk.tell({
    type: "node-started",
    path,
    kind: "agent",
    attempt: number,
    agent: agent.name,
    resumed: sessionId !== undefined,
  });
  walk.checkpointSoon();
  const { limits } = deps.config;
  const spent = { actions: walk.actions, costUsd: walk.costUsd };
  const wallMs = Math.min(limits.attemptTime, step.timeoutMs ?? Number.POSITIVE_INFINITY);
  const result = await agent.perform(
    {
      action: step.id,
      attempt: number,
      prompt: sessionId === undefined ? work.prompt : `${goOn}\n\n${work.prompt}`,
      access: step.access,
      model: step.model,
      sessionId,
      workspace: deps.root,
      attemptDir,
      env: {
        ...deps.agentEnv,
        ...work.env,
        ...nodeVariables(node, number),
        AGENTIC_SDLC_ACTION: step.id,
        AGENTIC_SDLC_TOKEN: token,
      },
      limits: {
        wallMs,
        silenceMs: limits.silence,
        budgetUsd: remainingUsd(walk.request, limits, walk.state, spent, 0),
      },
      mask: deps.mask,
    },
    (event) => heard(node, event),
    node.signal,
  );
  await deps.workspace.restore(`${attemptDir}/${guardFile}`);
  return conclude(node, number, result);
}

function sessionToResume(agent: Agent, known: NodeState | undefined, walk: Walk): string | undefined {
  const interrupted = known?.status === "interrupted" && known.agent === agent.name;
  return interrupted && agent.resumes && !walk.request.freshSessions ? known.sessionId : undefined;
}

async function heard({ walk, path }: Node, event: AgentEvent): Promise<void> {
  if (event.type === "started") {
    await walk.record({ type: "started", path, pid: event.pid, startTime: event.startTime });
    walk.run.noteAgent(path, { pid: event.pid });
    walk.checkpointSoon();
  } else if (event.type === "session" && event.sessionId !== walk.node(path)?.sessionId) {
    await walk.record({ type: "session", path, sessionId: event.sessionId });
    walk.run.noteAgent(path, { sessionId: event.sessionId });
    walk.checkpointSoon();
  }
  walk.tell({ type: "node-agent", path, event });
}

async function conclude(node: Node, number: number, result: AgentResult): Promise<Try> {
  const { walk, path, step } = node;
  const { deps } = walk;
  const { usage, durationMs } = result;
  if (usage.costUsd === null) walk.costUnknown = true;
  if (usage.costUsd === null && walk.request.budgetUsd !== undefined) {
    walk.stop ??= { kind: "cost-unknown", agent: walk.node(path)?.agent ?? "" };
  }
  if (node.signal.aborted && result.error) {
    const reason = walk.signal.aborted ? "stopped by the user" : "the time of what it is part of was over";
    await walk.record({ type: "interrupted", path, attempt: number, reason, usage });
    walk.interrupted.push(path);
    const sessionKept = walk.node(path)?.sessionId !== undefined;
    walk.tell({ type: "node-interrupted", path, reason, sessionKept });
    return { not: "stopped" };
  }
  const own = step.timeoutMs !== undefined && step.timeoutMs < deps.config.limits.attemptTime;
  const error = result.error?.kind === "timeout" && own ? timeoutError(step.timeoutMs!) : errorOf(result);
  const said: Said = {
    ...{ type: "said", path, attempt: number },
    output: walk.run.keepText(deps.mask(result.output)),
    usage,
    ...(result.counter ? { counter: result.counter } : {}),
    ...(error ? { error: { ...error, message: deps.mask(error.message) } } : {}),
    durationMs,
  };
  await walk.record(said);
  return judge(node, said);
}

function errorOf({ error, question }: AgentResult): AgentError | undefined {
  if (error || !question?.trim()) return error;
  const message = `asked a question, and nobody answers in a workflow: ${question.trim()}`;
  return { kind: "denied", message };
}

/** Judges what an agent said, from the journal alone: after a crash again, and never paid for again. */
function judge({ walk, step }: Node, { output, usage, error }: Said): Try {
  if (error) return { error, usage, result: { stdout: output, exitCode: null } };
  const text = walk.run.readText(output);
  if (step.access === "read" && text.trim() === "") {
    return { error: { kind: "schema", message: "said nothing" }, usage };
  }
  // What is masked already is not found: only what is secret to this workflow, and short, could be left.
  const held = secretIn(walk, text);
  if (held !== undefined) {
    const message = `its output holds the value of ${held}, which would be written down`;
    return { error: { kind: "denied", message }, usage };
  }
  return { result: { stdout: walk.run.keepText(text.replace(/\n+$/, "")) }, usage };
}
