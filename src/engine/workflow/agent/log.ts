import type { NodeRecord } from "../../../domain/journal/node-record.ts";
import type { AttemptFact, AttemptLog, AttemptNews } from "../../attempt/log.ts";
import { guardFile } from "../../attempt/perform.ts";
import type { NodeEvent } from "../../ports/events.ts";
import type { OpenRun } from "../../ports/run-store.ts";
import type { NodeJournal } from "../walk/journal.ts";
import type { WorkflowDeps } from "../walk/walk.ts";

/** What nodes' attempts are recorded with, in an invocation or before it. */
export interface NodeWriter {
  readonly deps: Pick<WorkflowDeps, "workspace" | "note" | "reporter" | "hash">;
  readonly run: OpenRun;
  readonly journal: Pick<NodeJournal, "record" | "checkpointSoon">;
}

/** An attempt at a node by an agent, recorded in its run's journal. */
export function nodeLog(writer: NodeWriter, path: string, attempt: number): AttemptLog {
  const { deps, run } = writer;
  const { workspace, reporter } = deps;
  const dir = run.nodeDir(path, attempt);
  return {
    name: path,
    dir,
    workspace,
    keptAs: `${run.state.runId}-${deps.hash(path).slice(0, 12)}-${attempt}`,
    get sessionId() {
      return run.state.nodes?.get(path)?.sessionId;
    },
    record: (...facts) => writer.journal.record(...facts.map((fact) => recordOf(fact, path, attempt))),
    tell: (news) => reporter.event({ path, ...eventOf(news) }),
    trace(agent) {
      run.noteAgent(path, agent);
      writer.journal.checkpointSoon();
    },
    keepText: (text) => run.keepText(text),
    async putBack() {
      const keys = await workspace.restore(`${dir}/${guardFile}`);
      if (keys.length === 0) return;
      deps.note(dir, `Put back what the agent changed in git: ${keys.join(", ")}`);
      reporter.event({ type: "node-restored", path, keys });
    },
  };
}

function recordOf(fact: AttemptFact, path: string, attempt: number): NodeRecord {
  switch (fact.type) {
    case "said": {
      const { output, question, usage, counter, error, durationMs } = fact;
      return { type: "said", path, attempt, output, question, usage, counter, error, durationMs };
    }
    case "interrupted":
      return { ...fact, path, attempt };
    case "check":
    case "started":
    case "session":
      return { ...fact, path };
  }
}

type OfNode<E> = E extends { readonly path: string } ? Omit<E, "path"> : never;

function eventOf(news: AttemptNews): OfNode<NodeEvent> {
  switch (news.type) {
    case "heard":
      return { type: "node-agent", event: news.event };
    case "interrupted":
      return { ...news, type: "node-interrupted" };
    case "check-started":
      return { ...news, type: "node-check-started" };
    case "check":
      return { ...news, type: "node-check" };
  }
}
