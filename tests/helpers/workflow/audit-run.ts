import { isWithin } from "../../../src/domain/journal/path.ts";
import type { Recorded } from "../../../src/domain/journal/record.ts";
import type { RunRecord } from "../../../src/domain/journal/run-record.ts";
import type { GoldenProject } from "./golden-project.ts";
import { type Node, nodeRecords, nodesAfter, stepOf } from "./node-records.ts";

/** Steps of the golden files that run in every invocation: `reuse: false`, and those in `finally`. */
const always = ["read", "tidy", "rest"];

/** Whether a node that was done may be done again. */
export function repeats(path: string): boolean {
  return always.includes(stepOf(path));
}

/**
 * What is wrong with a run's journal, whenever and however often its runner died; [] if nothing: attempts are counted,
 * each comes to one end, nothing is done twice, and a child is done after all that is part of it.
 */
export function journalFlaws(records: readonly Recorded<RunRecord>[]): string[] {
  const flaws: string[] = [];
  const open = new Map<string, Node>();
  const done = new Set<string>();
  for (const record of nodeRecords(records)) {
    const { path, type } = record;
    if (type === "intent") {
      if (open.has(path)) flaws.push(`${path} was started while it was at work`);
      if (done.has(path) && !repeats(path)) flaws.push(`${path} was started after it was done`);
      open.set(path, record);
    }
    if (type === "done") {
      const inner = [...open.keys()].find((other) => other !== path && isWithin(other, path));
      if (inner !== undefined) flaws.push(`${path} was done before ${inner}`);
      if (done.has(path) && !repeats(path)) flaws.push(`${path} was done twice`);
      done.add(path);
    }
    if (type === "done" || type === "failed" || type === "interrupted" || type === "parked") {
      const counted = open.get(path);
      if (counted && "attempt" in counted && "attempt" in record && counted.attempt !== record.attempt)
        flaws.push(`${path}: attempt ${counted.attempt} ended as ${record.attempt}`);
      open.delete(path);
    }
  }
  return flaws;
}

/** What is wrong with what was executed, by the outsider's log. `usual`: how often each path is, undisturbed. */
export function executionFlaws(
  project: GoldenProject,
  records: readonly Recorded<RunRecord>[],
  usual: ReadonlyMap<string, number>,
): string[] {
  const nodes = nodeRecords(records);
  const executed = project.executed();
  const flaws = executed
    .filter((one, index) => executed.indexOf(one) !== index)
    .map((one) => `${one} was executed twice`);
  for (const [path, times] of timesOf(executed)) {
    if (path.startsWith("story[") || repeats(path)) continue;
    const of = nodes.filter((node) => node.path === path);
    const intents = of.filter(({ type }) => type === "intent").length;
    const inFlight = of.filter(({ type }) => type === "interrupted").length;
    if (times > intents) flaws.push(`${path} was executed ${times} times, and ${intents} were intended`);
    const most = (usual.get(path) ?? 0) + inFlight;
    if (times > most) flaws.push(`${path} was executed ${times} times: more than ${most}`);
  }
  return flaws;
}

/** How often each path was executed. */
export function timesOf(executed: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const one of executed) {
    const path = one.slice(0, one.lastIndexOf("#"));
    times.set(path, (times.get(path) ?? 0) + 1);
  }
  return times;
}

/** What every node came to: what must not depend on how often the runner died. Large texts are files, by their hash. */
export function resultsOf(records: readonly Recorded<RunRecord>[]): Record<string, unknown> {
  const nodes = [...nodesAfter(records).values()].filter(({ retired }) => !retired);
  const sorted = nodes.sort((a, b) => (a.path < b.path ? -1 : 1));
  return Object.fromEntries(
    sorted.map(({ path, kind, status, done }) => [
      path,
      { kind, status, ...done?.result, ...(done?.allowed === undefined ? {} : { allowed: done.allowed }) },
    ]),
  );
}
