import type { Receipt } from "../../domain/journal/record.ts";
import type { Deps } from "../deps.ts";
import type { AttemptLog } from "./log.ts";

/** The runner's own verification of what an agent did. */
export type Checked =
  | { readonly outcome: "passed"; readonly tree: string | null }
  | { readonly outcome: "failed"; readonly message: string }
  | { readonly outcome: "stopped" };

/** Commands to be run, and as part of which attempt: if the runner dies here, recovery finds what they left running. */
export interface ChecksToRun {
  readonly commands: readonly string[];
  readonly token: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs checks in the attempt's workspace, in order, up to the first failure; records a receipt for each. */
export async function runChecks(
  { processes, config, mask }: Pick<Deps, "processes" | "config" | "mask">,
  log: AttemptLog,
  { commands, token, env }: ChecksToRun,
  signal: AbortSignal,
): Promise<Checked> {
  const outcomes: Omit<Receipt, "tree">[] = [];
  for (const command of commands) {
    log.tell({ type: "check-started", command });
    const { dir: cwd } = log.workspace;
    const timeoutMs = config.limits.checkTime;
    const run = await processes.shell(command, { cwd, env, token, timeoutMs, signal });
    if (signal.aborted) return { outcome: "stopped" };
    const { exitCode, durationMs } = run;
    outcomes.push({ command, exitCode, durationMs, tail: mask(run.tail) });
    if (exitCode !== 0) break;
  }
  const tree = await log.workspace.treeHash();
  const receipts = outcomes.map((o): Receipt => ({ ...o, tree }));
  if (receipts.length > 0) await log.record(...receipts.map((r) => ({ type: "check" as const, ...r })));
  for (const receipt of receipts) log.tell({ type: "check", receipt });
  const failed = receipts.find((r) => r.exitCode !== 0);
  return failed ? { outcome: "failed", message: failureOf(failed) } : { outcome: "passed", tree };
}

/** What a failed check says, in a line. */
export function failureOf({ command, exitCode, tail }: Receipt): string {
  const lines = tail.trimEnd().split("\n");
  // Test runners end with totals or a brace: the last line that speaks of a failure says more.
  const last = (lines.findLast((line) => /\b(fail|error|not ok)/i.test(line)) ?? lines.at(-1) ?? "").trim();
  const how = exitCode === null ? "did not end in its time" : `exited ${exitCode}`;
  return `check \`${command}\` ${how}${last ? `: ${last}` : ""}`;
}
