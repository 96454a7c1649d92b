import { join } from "node:path";
import { getText } from "../../adapters/files/durable/outputs.ts";
import { readJournal } from "../../adapters/files/journal/journal.ts";
import { nodeFolder } from "../../adapters/files/layout.ts";
import { formatMoment } from "../../adapters/reporters/words.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { NodeState } from "../../domain/journal/nodes.ts";
import { quotedPath } from "../../domain/journal/path.ts";
import type { Text } from "../../domain/journal/record.ts";
import type { RunRecord } from "../../domain/journal/run-record.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import { nearest } from "../../domain/text/nearest.ts";
import type { FoundRun } from "../../engine/ports/run-store.ts";
import type { Project } from "../project.ts";
import type { Log, Outcome, Written } from "./log.ts";
import { spentText } from "./render.ts";

/**
 * The log of an attempt at a step of a workflow file's run, by an agent or a command: `path`, `path#2`, else the latest of
 * all agents', or of what failed, or of all. Throws UserError (exit 2) that lists what there is.
 */
export function nodeLog(project: Project, run: FoundRun, asked: string | undefined, now: Date): Log {
  const dir = join(project.layout.runs, run.runId);
  const all = [...(run.state.nodes?.all() ?? [])];
  const agents = all.filter((node) => node.agent !== undefined);
  const trying = all.filter(
    ({ agent, kind, attempt }) => agent !== undefined || (kind === "script" && attempt > 0),
  );
  const failed = trying.filter(({ status }) => status === "failed");
  const [, path = asked, number] = /^(.*)#(\d+)$/.exec(asked ?? "") ?? [];
  const node =
    path === undefined
      ? latestOf([agents, failed, trying].find(({ length }) => length > 0) ?? [])
      : trying.find((it) => it.path === path);
  const attempt = number === undefined ? node?.attempt : Number(number);
  if (!node || attempt === undefined || attempt < 1 || attempt > node.attempt)
    throw noSuch(run, trying, asked);
  const isLatest = attempt === node.attempt;
  const today = () => project.runs.find(run.runId) ?? run;
  const current = (found: FoundRun) => found.state.nodes?.get(node.path) ?? node;
  return {
    path: `${node.path}#${attempt}`,
    title: [
      `${node.path}#${attempt}`,
      node.agent ?? node.kind,
      formatMoment(node.since ?? node.at, now),
    ].join(" · "),
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
    written: () => writtenBy(dir, node.path, attempt),
  };
}

function latestOf(nodes: readonly NodeState[]): NodeState | undefined {
  return nodes.reduce<NodeState | undefined>((last, it) => (last && last.at > it.at ? last : it), undefined);
}

/** What the run's journal keeps of what an attempt wrote. */
function writtenBy(dir: string, path: string, attempt: number): Written[] {
  const kept = readJournal<RunRecord>(dir).records.flatMap(
    (record): [Written["stream"], Text | undefined][] => {
      if (!("path" in record) || record.path !== path || !("attempt" in record) || record.attempt !== attempt)
        return [];
      if (record.type === "said") return [["out", record.output]];
      if (record.type !== "done" && record.type !== "failed") return [];
      return record.kind === "script"
        ? [
            ["out", record.result?.stdout],
            ["err", record.result?.stderr],
          ]
        : [];
    },
  );
  return kept.flatMap(([stream, text]) =>
    text === undefined ? [] : [{ stream, text: getText(dir, text).trimEnd() }],
  );
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

function noSuch(run: FoundRun, trying: readonly NodeState[], asked: string | undefined): UserError {
  const { runId, ended, current, scope } = run.state;
  const names = trying.map(({ path, attempt }) => `${path}#${attempt}`);
  const title = asked === undefined ? `No agent was asked in ${runId}` : `${runId} has no attempt ${asked}`;
  if (names.length > 0) {
    const close = nearest(asked ?? "", names)[0] ?? names.at(-1)!;
    const why = `It has: ${names.slice(-20).join(", ")}`;
    return new UserError(ExitCode.usage, title, {
      why,
      fix: `agentic-sdlc logs ${runId} ${quotedPath(close)}`,
    });
  }
  // What was done for stories is theirs.
  const last = current.at(-1) ?? ended.at(-1);
  const story = last && /^story\[([^\]]*)\]\/(.*)$/.exec(last.path);
  const fix = story ? `agentic-sdlc logs ${story[1]} ${story[2]}` : `agentic-sdlc runs show ${runId}`;
  const why = scope.kind === "workflow" ? "" : "What a run of the board did is kept with its stories.";
  return new UserError(ExitCode.usage, title, { why, fix });
}
