import type { AfterFailure, AgentError } from "../../../domain/agent/error.ts";
import { fixFor, isFatal } from "../../../domain/agent/help.ts";
import type { NodeState } from "../../../domain/journal/nodes.ts";
import { waitForPerson } from "../people/wait.ts";
import type { Handler } from "../walk/handler.ts";
import type { FailedTry, Try } from "../walk/outcome.ts";
import { recordFailed } from "../walk/settle.ts";
import { type AgentNode, type AgentWork, makeAttempt } from "./attempt.ts";
import { judgeAttempt, type SaidNode } from "./judge.ts";

const overtaken: FailedTry = {
  error: { kind: "unknown", message: "what it was made of is another by now" },
};

/** What it needs to know of a person first. */
interface Question {
  readonly question: string;
}

/**
 * Asks an agent; goes on in the session of an attempt that was stopped, or whose question was answered, turns to its
 * fallback, and waits rate limits and overloads out. With a question of its own it is parked until a person answers.
 */
export const askAgent: Handler<"agent"> = async (node, work, known) => {
  const { walk, path } = node;
  for (let since = known; ; since = walk.journal.node(path)) {
    let message = questionOf(since);
    if (message === undefined) {
      const result = await walk.people.work(node.hold, () => untilItSays(node, work, since));
      if (!("question" in result)) return result;
      message = result.question;
    }
    const answer = await waitForPerson(node, { kind: "agent", message, decided: answerOf });
    if (typeof answer === "object") return answer;
    if (walk.invocation.over || node.signal.aborted) return { not: "stopped" };
  }
};

/** What it waits to be told. */
function questionOf(known: NodeState | undefined): string | undefined {
  return known?.status === "parked" && known.kind === "agent" ? known.reason : undefined;
}

function answerOf(known: NodeState | undefined): string | undefined {
  return known?.status === "answered" ? known.asked?.at(-1)?.answer : undefined;
}

/** What was said and not judged: it was paid for, and is never asked for again. */
function isSaid(known: NodeState | undefined): known is SaidNode {
  return known?.status === "open" && known.said !== undefined;
}

/** Until it has said something that is not asked for again at once. */
async function untilItSays(
  node: AgentNode,
  work: AgentWork,
  known: NodeState | undefined,
): Promise<Try | Question> {
  const { walk, path } = node;
  // But for what would not stand if it had been judged.
  if (isSaid(known) && !node.frame.isCurrent(known.consumed)) await recordFailed(node, overtaken, 0, "again");
  for (let since = known && walk.journal.node(path); ; since = walk.journal.node(path)) {
    if (!isSaid(since)) {
      if (!(await waited(node, since)) || walk.invocation.stopsAtLimit()) return { not: "stopped" };
      const left = await makeAttempt(node, work, since);
      if (left !== "said") return left;
      since = walk.journal.node(path);
      if (!isSaid(since)) return { not: "stopped" };
    }
    const came = await judged(node, work, since);
    if (came !== "again") return came;
  }
}

/** Waits out what is waited for; false where there is nothing to go on with. */
async function waited({ walk, path, signal }: AgentNode, known: NodeState | undefined): Promise<boolean> {
  const { wait } = known ?? {};
  if (!wait || Date.parse(wait.until) <= walk.deps.clock.now().getTime()) return true;
  return walk.invocation.waitFor({ name: path, path }, wait, signal);
}

/** Judges what was said; `again`: it is recorded as failed, and another attempt is to be made at once, or later. */
async function judged(node: AgentNode, work: AgentWork, known: SaidNode): Promise<Try | Question | "again"> {
  const { usage, output, error: told } = known.said;
  const judgement = await judgeAttempt(node, work, known);
  switch (judgement.outcome) {
    case "stopped":
      return { not: "stopped" };
    case "asked":
      return { question: judgement.question };
    case "done":
      return { result: { stdout: node.walk.run.keepText(judgement.answer.text.replace(/\n+$/, "")) }, usage };
    case "failed": {
      const { error, after } = judgement;
      if (Object.keys(after).length > 0) {
        await turn(node, known.attempt, error, after, usage);
        return "again";
      }
      if (isFatal(error, after)) fatal(node, error);
      return { error, usage, ...(told ? { result: { stdout: output, exitCode: null } } : {}) };
    }
  }
}

/** Records a failure that is no try of its own: it is waited for, another agent is asked, or the answer once more. */
async function turn(
  { walk, path }: AgentNode,
  attempt: number,
  error: AgentError,
  after: AfterFailure,
  usage: NonNullable<FailedTry["usage"]>,
): Promise<void> {
  const failed = { path, kind: "agent", attempt, usage, durationMs: 0 } as const;
  await walk.journal.record({ ...failed, type: "failed", error, ...after });
  walk.journal.tell({ ...failed, type: "node-failed", message: error.message, again: true });
}

/** Only a person can mend it, and there is nobody else to ask: the run stops, as a board's does. */
function fatal({ walk, path }: AgentNode, { kind, message }: AgentError): void {
  const agent = walk.journal.node(path)?.agent ?? "the agent";
  walk.invocation.halt({ kind: "fatal", path, message, fix: fixFor(kind, agent) });
}
