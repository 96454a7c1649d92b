import {
  type DecidedKind,
  decisionMessage,
  kindFor,
  type NodeDecision,
  nodeRemedy,
  waitingNodes,
  waitsFor,
} from "../../domain/decide/node/waiting.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { NodeState } from "../../domain/journal/nodes.ts";
import { nearest } from "../../domain/text/nearest.ts";
import { LeaseHeldError } from "../../engine/ports/lease.ts";
import type { FoundRun, OpenRun } from "../../engine/ports/run-store.ts";
import type { Project } from "../open.ts";
import type { NodeDecided } from "./decided.ts";

/**
 * Tells a workflow file's run what was decided about one of its nodes: through its inbox, so that whoever holds the run
 * takes it; and recorded at once where nobody does. Throws UserError (exit 2) where no such node waits; NotSavedError.
 */
export async function tellRun(
  project: Project,
  found: FoundRun,
  asked: string | undefined,
  decision: NodeDecision,
): Promise<NodeDecided> {
  const { runId } = found;
  const { path } = waitingNode(found, kindFor(decision), asked);
  const inbox = project.inboxes.postToRun(runId, decisionMessage(decision, path));
  const applied = await apply(project, found, path, inbox, decision);
  return { kind: "node", runId, path, applied, decision };
}

/** What is said where no node, or more than one, of a kind waits. */
const words: Readonly<Record<DecidedKind, { none: string; several: string; noneOf: string; these: string }>> =
  {
    gate: {
      none: "does not wait at",
      several: "has more than one gate that waits",
      noneOf: "None of its gates waits.",
      these: "These wait",
    },
    agent: {
      none: "asks nothing at",
      several: "has asked more than one question",
      noneOf: "None of its agents waits for an answer.",
      these: "These ask",
    },
  };

/**
 * The gate, or the agent, of a run that waits for a person: the one that is named, or the only one. Throws UserError
 * (exit 2).
 */
export function waitingNode(
  { runId, state }: FoundRun,
  kind: DecidedKind,
  asked: string | undefined,
): NodeState {
  const waiting = state.nodes ? waitingNodes(state.nodes) : [];
  const fitting = (nodes: readonly NodeState[]) =>
    asked === undefined ? nodes : nodes.filter(({ path }) => path === asked);
  const ofKind = waiting.filter((node) => node.kind === kind);
  const found = fitting(ofKind);
  if (found[0] && found.length === 1) return found[0];
  const [other] = fitting(waiting.filter((node) => node.kind !== kind));
  if (found.length === 0 && other) throw waitsOtherwise(runId, other);
  const { none, several, noneOf, these } = words[kind];
  const names = ofKind.map(({ path }) => path);
  const near = asked === undefined ? undefined : nearest(asked, names, 1)[0];
  const what = found.length > 1 ? several : `${none} ${asked ?? (kind === "gate" ? "a gate" : "all")}`;
  throw new UserError(ExitCode.usage, `Run ${runId} ${what}`, {
    why: names.length === 0 ? noneOf : `${these}: ${names.join(", ")}`,
    fix: near === undefined ? `See it: agentic-sdlc runs show ${runId}` : `Did you mean ${near}?`,
  });
}

/** It does wait, but for something else. */
function waitsOtherwise(runId: string, node: NodeState): UserError {
  const { path, kind, reason = "", story } = node;
  const what = story
    ? "waits for a story, not at a gate of its own"
    : kind === "agent"
      ? `waits for an answer at ${path}`
      : `waits for an approval at ${path}`;
  return new UserError(ExitCode.usage, `Run ${runId} ${what}`, {
    why: `${path}: ${reason}`,
    fix: nodeRemedy(runId, node),
  });
}

/** False where somebody holds the run: they take it. */
async function apply(
  { runs }: Project,
  found: FoundRun,
  path: string,
  inbox: string,
  decision: NodeDecision,
): Promise<boolean> {
  let run: OpenRun;
  try {
    run = await runs.open(found);
  } catch (error) {
    if (error instanceof LeaseHeldError) return false;
    throw error;
  }
  try {
    // Whoever held it until now may have decided otherwise meanwhile.
    const waits = waitsFor(run.state.nodes?.get(path), decision);
    if (waits) await run.record({ ...decision, path, inbox });
    run.checkpoint("now");
    run.forgetMessage(inbox);
    if (waits) return true;
    throw new UserError(ExitCode.usage, `Run ${found.runId} does not wait at ${path} any more`, {
      fix: `See it: agentic-sdlc runs show ${found.runId}`,
    });
  } finally {
    run.release();
  }
}
