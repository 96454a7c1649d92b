import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { pending, unsynced } from "./audit.ts";
import { type Fault, injection } from "./faults.ts";
import { points, says } from "./points.ts";
import { shapeOf } from "./shape.ts";
import { type Call, type Traced, traceNode } from "./strace.ts";
import { check, finish, type Victim } from "./victim.ts";

export interface Experiment {
  readonly victim: Victim;
  /** An empty folder for everything the experiment writes. */
  readonly workDir: string;
  readonly fault: Fault;
  /** How the victim is run and watched; under strace by default. */
  readonly trace?: Tracer;
  /** Which points to visit; all by default. */
  readonly only?: (point: Call, index: number) => boolean;
  /**
   * Audit each recovery, and kill again at these points of it, up to its first new acknowledgement. States of the same
   * shape, as far as files and their lengths go, are crashed once.
   */
  readonly second?: (point: Call, index: number) => boolean;
  /** Stop at the first violation. */
  readonly stopEarly?: boolean;
}

export interface Findings {
  readonly points: number;
  readonly runs: number;
  /** Faults that did not land where they were meant to, after several tries. */
  readonly strayed: readonly string[];
  readonly violations: readonly string[];
}

/** Runs a victim to its end, with a fault where `inject` asks for one. */
export type Tracer = typeof traceNode;

/** Traces one undisturbed run in `dir`, which must reach its end. */
export function traceWhole(victim: Victim, dir: string, traceFile: string, trace = traceNode): Traced {
  mkdirSync(dir, { recursive: true });
  const whole = trace(victim.args(dir), { traceFile });
  if (whole.code !== 0 || !whole.calls.some((call) => says(call, "END"))) {
    throw new Error(`the undisturbed run failed: ${whole.stdout}${whole.stderr}`);
  }
  return whole;
}

/** Brings one fault to every point of a run in turn, and says where that broke a promise. */
export function enumerate(experiment: Experiment): Findings {
  const { victim, workDir, fault, trace = traceNode, only = () => true, stopEarly = false } = experiment;
  const dir = join(workDir, "board");
  const traceFile = join(workDir, "trace");
  rmSync(dir, { recursive: true, force: true });
  const all = points(traceWhole(victim, dir, traceFile, trace).calls);
  const chosen = all.filter(only);
  const found = { runs: 0, strayed: [] as string[], violations: [] as string[] };
  const recovered = new Set<string>();
  for (const point of chosen) {
    if (stopEarly && found.violations.length > 0) break;
    const anew = () => {
      rmSync(dir, { recursive: true, force: true });
      mkdirSync(dir, { recursive: true });
      found.runs += 1;
    };
    let at = point;
    let run = strike(victim, trace, dir, traceFile, fault, at, anew);
    if (!run) {
      // What is read from a process may come in other pieces on a busy machine: the run that was traced was another.
      rmSync(dir, { recursive: true, force: true });
      at = points(traceWhole(victim, dir, traceFile, trace).calls)[all.indexOf(point)] ?? point;
      run = strike(victim, trace, dir, traceFile, fault, at, anew);
    }
    const label = `${fault} at ${at.place}`;
    if (!run) {
      found.strayed.push(label);
      continue;
    }
    const before = check(victim, dir, run, 0);
    if (typeof before === "string") found.violations.push(`${before}, ${label}`);
    else if (!experiment.second) addTo(found.violations, finish(victim, dir), label);
    else {
      const shape = shapeOf(dir);
      const state = [shape, ...pending(run.calls)].join("\n");
      const again = recovered.has(shape) ? undefined : experiment.second;
      if (!recovered.has(state))
        crashRecovery(experiment, dir, traceFile, { run, before, label, again }, found);
      recovered.add(shape).add(state);
    }
  }
  return { points: chosen.length, ...found };
}

/** A crash to recover from; `again`: the points of the recovery at which to crash once more. */
interface Crashed {
  readonly run: Traced;
  readonly before: number;
  readonly label: string;
  readonly again: Experiment["second"];
}

function crashRecovery(
  { victim, workDir, trace = traceNode }: Experiment,
  dir: string,
  traceFile: string,
  { run: first, before, label, again }: Crashed,
  found: { runs: number; strayed: string[]; violations: string[] },
): void {
  const snapshot = join(workDir, "snapshot");
  rmSync(snapshot, { recursive: true, force: true });
  cpSync(dir, snapshot, { recursive: true });
  const recovery = traceWhole(victim, dir, traceFile, trace).calls;
  // What the dead process left unsynced is the recovery's to sync, before it acknowledges anything.
  // Where the recovery never looks, as in the folder of a run that never began, nobody builds on anything.
  const rested = new Set(recovery.map((call) => dirname(call.path)));
  const left = first.calls.filter(
    (call) => says(call, "BEGIN") || rested.has(dirname(call.target ?? call.path)),
  );
  const inherited = unsynced([...left, ...recovery]).filter((problem) => victim.restsOn.test(problem));
  for (const problem of new Set([...inherited, ...unsynced(recovery)])) {
    found.violations.push(`not durable: ${problem}, after ${label}`);
  }
  if (!again) return;
  const firstAck = recovery.findIndex((call) => says(call, "ACK"));
  for (const point of points(firstAck < 0 ? recovery : recovery.slice(0, firstAck)).filter(again)) {
    const both = `${label}, then kill at ${point.place}`;
    const run = strike(victim, trace, dir, traceFile, "kill", point, () => {
      rmSync(dir, { recursive: true, force: true });
      cpSync(snapshot, dir, { recursive: true });
      found.runs += 1;
    });
    if (!run) {
      found.strayed.push(both);
      continue;
    }
    const after = check(victim, dir, run, before);
    addTo(found.violations, typeof after === "string" ? after : finish(victim, dir), both);
  }
}

/** Runs the victim with the fault; undefined if it never landed at this very place. */
function strike(
  victim: Victim,
  trace: Tracer,
  dir: string,
  traceFile: string,
  fault: Fault,
  point: Call,
  prepare: () => void,
): Traced | undefined {
  let target: Call | undefined = point;
  for (let left = 4; left > 0 && target; left--) {
    prepare();
    const run = trace(victim.args(dir), { traceFile, inject: injection(fault, target) });
    if (run.calls.find((call) => call.injected)?.place === point.place) return run;
    // Node itself does not always make the same number of calls: look again where this one is.
    prepare();
    target = trace(victim.args(dir), { traceFile }).calls.find((call) => call.place === point.place);
  }
  return undefined;
}

function addTo(violations: string[], problem: string | undefined, label: string): void {
  if (problem) violations.push(`${problem}, ${label}`);
}
