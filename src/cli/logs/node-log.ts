import { join } from "node:path";
import { nodeFolder } from "../../adapters/files/layout.ts";
import { getText } from "../../adapters/files/outputs.ts";
import { formatMoment } from "../../adapters/reporters/words.ts";
import { formatDuration } from "../../domain/duration.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { nearest } from "../../domain/nearest.ts";
import type { NodeState } from "../../domain/workflow-run/nodes.ts";
import type { FoundRun } from "../../engine/run-store-port.ts";
import type { Project } from "../project.ts";
import type { Log, Outcome } from "./log.ts";
import { spentText } from "./render.ts";

/**
 * The log of an agent's attempt at a step of a workflow file's run: `path`, `path#2`, else the latest of all. Throws
 * UserError (exit 2) that lists what there is.
 */
export function nodeLog(project: Project, run: FoundRun, asked: string | undefined, now: Date): Log {
  const dir = join(project.layout.runs, run.runId);
  const asking = [...(run.state.nodes?.all() ?? [])].filter((node) => node.agent !== undefined);
  const [, path = asked, number] = /^(.*)#(\d+)$/.exec(asked ?? "") ?? [];
  const node =
    path === undefined
      ? asking.reduce<NodeState | undefined>((last, it) => (last && last.at > it.at ? last : it), undefined)
      : asking.find((it) => it.path === path);
  const attempt = number === undefined ? node?.attempt : Number(number);
  if (!node || attempt === undefined || attempt < 1 || attempt > node.attempt)
    throw noSuch(run, asking, asked);
  const isLatest = attempt === node.attempt;
  const today = () => project.runs.find(run.runId) ?? run;
  const current = (found: FoundRun) => found.state.nodes?.get(node.path) ?? node;
  return {
    path: `${node.path}#${attempt}`,
    title: [`${node.path}#${attempt}`, node.agent, formatMoment(node.since ?? node.at, now)].join(" · "),
    attemptDir: join(dir, nodeFolder(node.path, attempt)),
    endedAt: node.at,
    more: `agentic-sdlc runs show ${run.runId}`,
    works() {
      const found = today();
      const { status, said, attempt: latest } = current(found);
      return found.holder !== undefined && status === "open" && said === undefined && latest === attempt;
    },
    outcome() {
      if (!isLatest) return { text: `· followed by attempt ${node.attempt}`, tone: "yellow" };
      const found = today();
      return outcomeOf(current(found), found.holder !== undefined);
    },
    output() {
      const text = node.said?.output ?? node.done?.result.stdout;
      return isLatest && text ? getText(dir, text) : undefined;
    },
  };
}

function outcomeOf(node: NodeState, inFlight: boolean): Outcome {
  const { status, said, done, error, reason, durationMs = done?.durationMs ?? said?.durationMs } = node;
  const took = durationMs === undefined ? "" : formatDuration(durationMs);
  const line = (mark: string, text: string, more = "") =>
    `${mark} ${[text, took, spentText(done?.usage ?? said?.usage), more].filter(Boolean).join(" · ")}`;
  switch (status) {
    case "done":
      return { text: line("✓", "done", done?.allowed), tone: "green" };
    case "failed":
      return { text: line("✗", "failed", error && `${error.kind}: ${error.message}`), tone: "red" };
    case "open":
      if (said) return { text: line("·", "to be judged"), tone: "yellow" };
      return inFlight ? { text: "▶ running", tone: "cyan" } : { text: "· killed", tone: "yellow" };
    case "parked":
    case "answered":
      return { text: line("?", "asked", node.asked?.at(-1)?.question), tone: "yellow" };
    default:
      return { text: line("·", status, reason), tone: "yellow" };
  }
}

function noSuch(run: FoundRun, asking: readonly NodeState[], asked: string | undefined): UserError {
  const { runId, ended, current, scope } = run.state;
  const names = asking.map(({ path, attempt }) => `${path}#${attempt}`);
  const title =
    asked === undefined ? `No agent was asked in ${runId}` : `${runId} has no agent's attempt ${asked}`;
  if (names.length > 0) {
    const close = nearest(asked ?? "", names)[0] ?? names.at(-1);
    const why = `It has: ${names.slice(-20).join(", ")}`;
    return new UserError(ExitCode.usage, title, { why, fix: `agentic-sdlc logs ${runId} ${close}` });
  }
  // What was done for stories is theirs.
  const last = current.at(-1) ?? ended.at(-1);
  const story = last && /^story\[([^\]]*)\]\/(.*)$/.exec(last.path);
  const fix = story ? `agentic-sdlc logs ${story[1]} ${story[2]}` : `agentic-sdlc runs show ${runId}`;
  const why = scope.kind === "workflow" ? "" : "What a run of the board did is kept with its stories.";
  return new UserError(ExitCode.usage, title, { why, fix });
}
