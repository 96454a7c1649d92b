import { createExecutionStore } from "../../adapters/files/journal/executions.ts";
import { layoutOf } from "../../adapters/files/layout.ts";
import { createRunStore } from "../../adapters/files/runs/store.ts";
import { findByToken } from "../../adapters/process/end/survivors.ts";
import { type Check, counted, warning } from "./check.ts";

/** An attempt that nobody has ended, and whose runner is dead. */
interface Orphan {
  readonly path: string;
  readonly runId: string;
  readonly token: string;
}

/** Agents, checks and commands that are still at work for runs that died. */
export function checkProcesses(root: string, now: () => Date): Check[] {
  return [...orphansOfStories(root, now), ...orphansOfRuns(root, now)].flatMap(({ path, runId, token }) => {
    const pids = findByToken(token);
    if (pids.length === 0) return [];
    const text = `${path} of run ${runId}, whose runner died, has ${counted(pids.length, "process")} at work: ${pids.join(", ")}`;
    return [
      warning(
        "processes",
        text,
        `agentic-sdlc run --continue, or agentic-sdlc runs discard ${runId}: both end them`,
      ),
    ];
  });
}

function orphansOfStories(root: string, now: () => Date): Orphan[] {
  const store = createExecutionStore(layoutOf(root), { now, takeOver: false, warn: () => {} });
  return [...store.ids()].flatMap((id) => {
    if (store.holder(id) !== undefined) return [];
    return store.read(id).attempts.filter(({ outcome }) => outcome === "running" || outcome === "said");
  });
}

function orphansOfRuns(root: string, now: () => Date): Orphan[] {
  const store = createRunStore(layoutOf(root), { now, random: () => "", takeOver: false });
  return store.unfinished().runs.flatMap(({ runId, holder, state: { nodes } }) => {
    const open =
      holder === undefined ? [...(nodes?.all() ?? [])].filter(({ status }) => status === "open") : [];
    return open.flatMap(({ path, token }) => (token === undefined ? [] : [{ path, runId, token }]));
  });
}
