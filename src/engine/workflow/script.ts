import type { AgentError } from "../../domain/agent/error.ts";
import type { NodeResult } from "../../domain/journal/node-record.ts";
import type { ShellRun } from "../ports/processes.ts";
import { holding, secretIn } from "./secrets.ts";
import type { NodeContext } from "./walk/context.ts";
import type { Handler } from "./walk/handler.ts";
import type { Walk } from "./walk/walk.ts";

/** A process that runs so long is recorded, to be found after a crash even where it hides its environment. */
const recordAfterMs = 100;
/** Of a longer output the middle is not kept: what was left of it would be wrong data. */
const longestOutput = 8 * 1024 * 1024;

/** Runs a command in the project's root. */
export const runScript: Handler<"script"> = (node, work, known) =>
  node.walk.people.work(node.hold, async () => {
    const { walk, step, path } = node;
    const { deps } = walk;
    await walk.slots.take();
    try {
      if (!walk.invocation.mayTry()) return { not: "stopped" };
      const attempt = (known?.attempt ?? 0) + 1;
      const token = deps.token();
      await walk.journal.record({ type: "intent", path, kind: "script", attempt, token });
      walk.journal.tell({ type: "node-started", path, kind: "script", attempt });
      const soon = recorder(walk, path);
      const run = await deps.processes.shell(work.command, {
        cwd: deps.root,
        env: deps.scriptEnv,
        variables: Object.assign({}, work.env, nodeVariables(node, attempt)),
        token,
        stdin: work.stdin,
        timeoutMs: step.timeoutMs,
        signal: node.signal,
        onStart: soon.started,
        unheard: true,
      });
      soon.over();
      if (node.signal.aborted && run.exitCode === null && !run.timedOut) return interrupt(node, attempt);
      return concluded(node, run);
    } finally {
      walk.slots.give();
    }
  });

/** What tells a process which node it works for. */
export function nodeVariables({ walk, path }: NodeContext, attempt: number): Record<string, string> {
  return {
    AGENTIC_SDLC_RUN_ID: walk.run.state.runId,
    AGENTIC_SDLC_PATH: path,
    AGENTIC_SDLC_ATTEMPT: String(attempt),
  };
}

function recorder(walk: Walk, path: string) {
  let timer: NodeJS.Timeout | undefined;
  return {
    started(process: { readonly pid: number; readonly startTime: string | null }) {
      timer = setTimeout(() => {
        const { pid, startTime } = process;
        walk.run.noteAgent(path, { pid });
        void walk.journal.record({ type: "started", path, pid, startTime });
      }, recordAfterMs);
    },
    over: () => clearTimeout(timer),
  };
}

/** Why a try was stopped: by the user, or with what it is part of. */
export function stopReason({ invocation: { signal } }: Walk): string {
  return signal.aborted ? "stopped by the user" : "the time of what it is part of was over";
}

async function interrupt({ walk, path }: NodeContext, attempt: number): Promise<{ not: "stopped" }> {
  const reason = stopReason(walk);
  await walk.journal.record({ type: "interrupted", path, attempt, reason });
  walk.invocation.tally.interrupted.push(path);
  walk.journal.tell({ type: "node-interrupted", path, reason, sessionKept: false });
  return { not: "stopped" };
}

function concluded({ walk, step }: NodeContext, run: ShellRun) {
  const { deps } = walk;
  const stdout = run.stdout.replace(/\n+$/, "");
  const held = secretIn(walk, `${stdout}\n${run.stderr}`);
  const result: { -readonly [Part in keyof NodeResult]: NodeResult[Part] } = {};
  if (stdout !== "") result.stdout = walk.run.keepText(held ? deps.mask(stdout) : stdout);
  if (run.stderr !== "") result.stderr = walk.run.keepText(deps.mask(run.stderr));
  if (run.exitCode !== 0) result.exitCode = run.exitCode;
  const error = errorOf(run, step.timeoutMs, held);
  return error ? { error: { ...error, message: deps.mask(error.message) }, result } : { result };
}

function errorOf(
  run: ShellRun,
  timeoutMs: number | undefined,
  held: string | undefined,
): AgentError | undefined {
  if (run.timedOut) return timeoutError(timeoutMs ?? 0);
  const last = run.tail.trimEnd().split("\n").at(-1)?.trim();
  const why = last ? `: ${last}` : "";
  if (run.exitCode === null) {
    // Of what was not started, the tail says why.
    const message = run.signal === null && last ? last : `was ended by ${run.signal ?? "a signal"}${why}`;
    return { kind: "crash", message };
  }
  if (run.exitCode !== 0) return { kind: "crash", message: `exited ${run.exitCode}${why}` };
  if (held !== undefined) {
    return { kind: "denied", message: holding(held) };
  }
  if (Buffer.byteLength(run.stdout) > longestOutput) {
    return {
      kind: "crash",
      message: "printed more than 8 MiB; have it write to a file, and print the file's name",
    };
  }
  return undefined;
}

/** A step ran out of the time that its definition gives it. */
export function timeoutError(ms: number): AgentError {
  const time = ms < 1000 ? `${ms}ms` : `${ms / 1000}s`;
  return { kind: "timeout", message: `ran longer than its timeout of ${time}` };
}
