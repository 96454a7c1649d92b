import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { executionFlaws, journalFlaws, repeats, resultsOf } from "../../helpers/workflow/audit-run.ts";
import type { GoldenProject } from "../../helpers/workflow/golden-project.ts";
import { nodesAfter } from "../../helpers/workflow/node-records.ts";
import { attemptProcesses } from "../cli/board-processes.ts";
import { beforeSpawns } from "../cli/run-victim.ts";
import { unsynced } from "../harness/audit.ts";
import { says } from "../harness/points.ts";
import { type Crashed, runVictim } from "./crash.ts";
import type { Golden } from "./golden.ts";
import { outOfOrder } from "./order.ts";

/** What a recovery believes: what a dead run left unsynced there, it must sync. */
const restsOn = /journal|workflow-state|lease/;

/** What is wrong with what a killed runner left; [] if nothing: all that it told is there, and whole. */
export function wrongAfterKill(project: GoldenProject, { saved, code, stderr }: Crashed): string[] {
  if (code !== null && code !== 0) return [`exit ${code}: ${stderr}`];
  const [runId, ...more] = project.runIds();
  if (runId === undefined) return saved.map((path) => `LOST: ${path}`);
  const records = project.records(runId);
  const nodes = nodesAfter(records);
  const executed = new Set(project.executed().map((one) => one.slice(0, one.lastIndexOf("#"))));
  const done = [...nodes.values()].filter(({ status }) => status === "done");
  const phantom = done.filter(({ kind, path }) => kind === "script" && !executed.has(path));
  return [
    ...more.map((other) => `ANOTHER RUN: ${other}`),
    ...saved.filter((path) => !nodes.get(path)?.done && !repeats(path)).map((path) => `LOST: ${path}`),
    ...phantom.map(({ path }) => `PHANTOM: ${path}`),
    ...journalFlaws(records),
    ...tornCheckpoint(project, runId),
  ];
}

/** Goes on undisturbed from what `before` left, and says what is wrong with that; [] if nothing. */
export function wrongInTheEnd(
  bundled: string,
  golden: Golden,
  project: GoldenProject,
  before: readonly Crashed[],
): string[] {
  const { name, outputs, results, usual } = golden;
  const [known] = project.runIds();
  const kept = known === undefined ? new Map() : nodesAfter(project.records(known));
  const executed = project.executed().length;
  const last = runVictim(bundled, project, `${name}.yaml`);
  if (last.code !== 0) return [`CANNOT GO ON: exit ${last.code}: ${last.stderr}`];
  const records = project.records(project.runIds()[0]!);
  const again = project.executed().slice(executed);
  const isKept = (one: string) => {
    const path = one.slice(0, one.lastIndexOf("#"));
    return kept.get(path)?.status === "done" && !repeats(path);
  };
  const all = [...before, last];
  return [
    ...wrongAfterKill(project, last),
    ...(last.outputs === undefined ? [] : differs("outputs", last.outputs, outputs)),
    ...differs("results", resultsOf(records), results),
    ...executionFlaws(project, records, usual),
    ...again.filter(isKept).map((one) => `PAID TWICE: ${one}`),
    ...askedAgain(golden, project),
    ...outOfOrder(all.map(({ trace }) => trace).join("")),
    ...notDurable(all),
    ...attemptProcesses(project).map((pid) => `STILL RUNNING: ${pid}`),
  ];
}

function askedAgain({ project: undisturbed }: Golden, project: GoldenProject): string[] {
  const times = (of: GoldenProject, gate: string) => of.answers().filter((one) => one === gate).length;
  const gates = [...new Set(project.answers())];
  return gates
    .filter((gate) => times(project, gate) > times(undisturbed, gate))
    .map((gate) => `ASKED AGAIN: ${gate}`);
}

/** What a recovery built on, or told, and a power cut would have taken. */
function notDurable(runs: readonly Crashed[]): string[] {
  const last = runs.at(-1)!.calls;
  const looked = new Set(last.map(({ path }) => dirname(path)));
  // Where the recovery never looks, as in the folder of a run that never began, nobody builds on anything; and on a
  // story's journal nothing but what comes after it was opened, which is for the board's own tests.
  const left = runs
    .slice(0, -1)
    .flatMap(({ calls }) => calls)
    .filter((call) => says(call, "BEGIN") || looked.has(dirname(call.target ?? call.path)))
    .filter(({ path }) => !path.includes("/attempts/"));
  const inherited = unsynced(beforeSpawns([...left, ...last])).filter((problem) => restsOn.test(problem));
  return [...new Set([...inherited, ...unsynced(beforeSpawns(last))])].map((one) => `NOT DURABLE: ${one}`);
}

/** Missing only before the run's first record and after its last; always whole. */
function tornCheckpoint(project: GoldenProject, runId: string): string[] {
  const path = join(project.dir, `.agentic-sdlc/.workflow-state-${runId}.json`);
  if (!existsSync(path)) return project.isOver() ? [] : ["the checkpoint is gone"];
  try {
    JSON.parse(readFileSync(path, "utf8"));
    return [];
  } catch {
    return [`the checkpoint is torn, among ${readdirSync(dirname(path)).join(", ")}`];
  }
}

function differs(what: string, found: unknown, wanted: unknown): string[] {
  const text = (value: unknown) => JSON.stringify(value, sortedKeys);
  return text(found) === text(wanted) ? [] : [`OTHER ${what}: ${text(found)}`];
}

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
