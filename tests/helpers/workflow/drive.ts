import { Writable } from "node:stream";
import { postMessage } from "../../../src/adapters/files/inbox.ts";
import { run } from "../../../src/cli/commands/run.ts";
import type { CommandContext } from "../../../src/cli/context.ts";
import type { RunOptions } from "../../../src/cli/definitions/run.ts";
import { UserError } from "../../../src/domain/errors.ts";
import type { RunEvent, RunSummary } from "../../../src/engine/events.ts";
import type { GoldenProject } from "./golden-project.ts";

/** How a run was brought to its end. */
export interface Driven {
  readonly runId: string;
  /** Of each invocation. */
  readonly codes: readonly number[];
  readonly outputs: RunSummary["outputs"];
}

export interface DriveOptions {
  /** The run to go on with, by its id; else the file's unfinished one, or a new one. */
  readonly runId?: string;
  /** Gates are answered while the run is at work; else between its invocations. */
  readonly live?: boolean;
  readonly onEvent?: (event: RunEvent) => void;
}

/** More invocations than any of the golden files needs. */
const most = 8;

/**
 * Runs a workflow file to its end as people do: continues it where something failed, and decides about its gates. One
 * that is called `veto` is rejected at first.
 */
export async function drive(
  project: GoldenProject,
  file: string,
  { runId, live = false, onEvent = () => {} }: DriveOptions = {},
): Promise<Driven> {
  const codes: number[] = [];
  let known = runId;
  for (;;) {
    const waiting: string[] = [];
    const summary = await invoke(project.dir, file, known, (event) => {
      if (event.type === "node-parked") {
        if (live) answer(project, event.runId, event.path);
        else waiting.push(event.path);
      }
      onEvent(event);
    });
    known = summary.runId;
    codes.push(summary.exitCode);
    if (summary.exitCode === 0) return { runId: known, codes, outputs: summary.outputs };
    if (codes.length >= most || ![1, 3].includes(summary.exitCode)) {
      throw new Error(`it does not come to its end: exit ${codes.join(", ")}: ${summary.reason}`);
    }
    for (const path of waiting) answer(project, known, path);
  }
}

function answer(project: GoldenProject, runId: string, gate: string): void {
  const rejects = gate === "veto" && !project.answers().includes(gate);
  const at = new Date().toISOString();
  postMessage(project.runDir(runId), {
    ...(rejects ? { type: "rejected", reason: "not today" } : { type: "approved" }),
    ...{ gate, at },
  });
  project.noteAnswer(gate);
}

/** One invocation; `run <file> --continue=if-any`, or `run --continue <run>`. */
async function invoke(
  dir: string,
  file: string,
  runId: string | undefined,
  event: (event: RunEvent) => void,
): Promise<RunSummary> {
  let summary: RunSummary | undefined;
  const reporter = {
    event(one: RunEvent) {
      if (one.type === "run-ended") summary = one;
      event(one);
    },
    close: async () => {},
  };
  const goOn = runId === undefined ? "if-any" : true;
  await run(quiet(dir), runId ?? file, { ...nothing, continue: goOn }, { reporter });
  if (!summary) throw new UserError(5, "there was nothing to continue");
  return summary;
}

const nothing: RunOptions = {
  ...{ auto: false, dryRun: false, showPrompt: false, continue: false, explain: false, strict: false },
  ...{ forceContinue: false, fresh: false, rerunChanged: false, takeOver: false },
};

/** A context without a terminal, whose processes are found by their HOME. */
function quiet(cwd: string): CommandContext {
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  return {
    ...{ cwd, stdout: nowhere(), stderr: nowhere(), stdin: process.stdin },
    env: { PATH: process.env.PATH, HOME: cwd },
    ...{ json: false, isTTY: false, columns: 0, color: false, debug: false, now: () => new Date() },
  };
}
