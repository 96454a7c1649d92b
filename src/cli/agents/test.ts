import { formatCost, formatSeconds } from "../../adapters/reporters/words.ts";
import type { Candidate } from "../../app/agents/candidates.ts";
import { type Tested, type TestListener, testAgents } from "../../app/agents/test.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { listen } from "../signals.ts";
import { type Style, styles } from "../style.ts";
import { progress } from "./progress.ts";

/**
 * Makes one small real call to each agent that some action uses, or to the one that is named, all at a time, and tells of
 * each as it ends. Exit 0: all answered; 1: some did not. Throws UserError (exit 2) for an agent that there is not.
 */
export async function agentsTest(ctx: CommandContext, name: string | undefined): Promise<ExitCode> {
  const abort = new AbortController();
  const waits = progress(ctx);
  const style = styles(ctx.color);
  const listener: TestListener = {
    waits(asked) {
      if (asked.length > 0) waits.show(`Asking ${asked.map(titleOf).join(", ")}… (60 s at most)`);
    },
    tested(result) {
      waits.clear();
      if (!ctx.json && !abort.signal.aborted) ctx.stdout.write(`${textOf(result, style).join("\n")}\n`);
    },
  };
  const unlisten = listen(abort, () => ctx.stderr.write("Stopping… (Ctrl+C again: at once)\n"));
  try {
    const results = await testAgents(ctx, name, listener, abort.signal);
    if (abort.signal.aborted) return signalCodes[abort.signal.reason as keyof typeof signalCodes];
    if (ctx.json) printJson(ctx, { tested: results.map(jsonOf) });
    return results.some(({ error }) => error) ? ExitCode.failed : ExitCode.ok;
  } finally {
    unlisten();
  }
}

const signalCodes = { SIGINT: ExitCode.sigint, SIGTERM: ExitCode.sigterm, SIGHUP: ExitCode.sighup } as const;

function titleOf({ name, model }: Candidate): string {
  return safeLine(model === undefined ? name : `${name} ${model}`);
}

function textOf(
  { candidate, version, durationMs, usage, sessionId, error, fix }: Tested,
  style: Style,
): string[] {
  const { actions } = candidate;
  const title = `${titleOf(candidate)}${actions.length > 0 ? ` (${actions.join(", ")})` : ""}`;
  if (!error) {
    const session = sessionId === undefined ? [] : [`session ${sessionId}`];
    const parts = [
      title,
      ...(version ? [version] : []),
      formatSeconds(durationMs),
      formatCost(usage.costUsd),
      ...session,
    ];
    return [`${style.green("✓")} ${safeLine(parts.join(" · "))}`];
  }
  const why = `${title}: ${error.kind}: ${messageOf(candidate, error.message)}`;
  const spent = usage.costUsd ? [safeLine(`  it cost ${formatCost(usage.costUsd)}`)] : [];
  return [`${style.red("✗")} ${safeLine(why)}`, ...spent, `  → ${safeLine(fix)}`];
}

/** Its name stands before it already. */
function messageOf({ name }: Candidate, message: string): string {
  return message.startsWith(`agent ${name}: `) ? message.slice(`agent ${name}: `.length) : message;
}

function jsonOf({ candidate, version, durationMs, usage, sessionId, error, fix }: Tested): object {
  const { name, config, model, actions } = candidate;
  return {
    ...{ agent: name, type: config.type, model: model ?? null, actions, ok: error === undefined },
    ...{ version: version ?? null, durationMs, usage, sessionId: sessionId ?? null },
    ...(error ? { error, fix } : {}),
  };
}
