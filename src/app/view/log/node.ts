import { join } from "node:path";
import { getText } from "../../../adapters/files/durable/outputs.ts";
import { readJournal } from "../../../adapters/files/journal/journal.ts";
import { nodeFolder } from "../../../adapters/files/layout.ts";
import { UserError } from "../../../domain/errors.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import type { NodeState } from "../../../domain/journal/nodes.ts";
import { quotedPath } from "../../../domain/journal/path.ts";
import type { Text } from "../../../domain/journal/record.ts";
import type { RunRecord } from "../../../domain/journal/run-record.ts";
import { nearest } from "../../../domain/text/nearest.ts";
import type { FoundRun } from "../../../engine/ports/run-store.ts";
import type { Project } from "../../open.ts";
import type { Log, Written } from "./log.ts";

/**
 * The log of an attempt at a step of a workflow file's run, by an agent or a command: `path`, `path#2`, else the latest of
 * all agents', or of what failed, or of all. Throws UserError (exit 2) that lists what there is.
 */
export function nodeLog(project: Project, run: FoundRun, asked: string | undefined): Log {
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
  const standing = () => {
    const found = project.runs.find(run.runId) ?? run;
    const today = found.state.nodes?.get(node.path) ?? node;
    return { kind: "node", node: today, attempt, inFlight: found.holder !== undefined } as const;
  };
  return {
    path: `${node.path}#${attempt}`,
    attemptDir: join(dir, nodeFolder(node.path, attempt)),
    endedAt: node.at,
    more: `agentic-sdlc runs show ${run.runId}`,
    standing,
    works() {
      const { node: today, inFlight } = standing();
      const { status, said, attempt: latest } = today;
      return inFlight && status === "open" && said === undefined && latest === attempt;
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
