import { formatCost, formatSeconds } from "../../adapters/reporters/words.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { listen } from "../run/signals.ts";
import { type Style, styles } from "../style.ts";
import { type Candidate, candidates } from "./candidates.ts";
import { fixForTest } from "./fix.ts";
import { knownAgents, versionsOf } from "./found.ts";
import { progress } from "./progress.ts";
import { agentSettings } from "./settings.ts";
import { type Tried, tryAgent } from "./try.ts";

interface Tested extends Tried {
  readonly candidate: Candidate;
  readonly version?: string;
}

/**
 * Makes one small real call to each agent that some action uses, or to the one that is named, all at a time, and tells of
 * each as it ends. Exit 0: all answered; 1: some did not. Throws UserError (exit 2) for an agent that there is not.
 */
export async function agentsTest(ctx: CommandContext, name: string | undefined): Promise<ExitCode> {
  const settings = await agentSettings(ctx);
  const tested = candidates(ctx.env, settings, name);
  const names = new Set(tested.map((candidate) => candidate.name));
  const known = knownAgents(settings.config.agents, settings.root, ctx.env).filter((it) =>
    names.has(it.name),
  );
  const versions = versionsOf(known, settings.root, ctx.env);
  const abort = new AbortController();
  const waits = progress(ctx);
  const waiting = new Set(tested);
  const show = () => {
    if (waiting.size > 0) waits.show(`Asking ${[...waiting].map(titleOf).join(", ")}… (60 s at most)`);
  };
  const style = styles(ctx.color);
  const unlisten = listen(abort, () => ctx.stderr.write("Stopping… (Ctrl+C again: at once)\n"));
  try {
    show();
    const results = await Promise.all(
      tested.map(async (candidate): Promise<Tested> => {
        const [tried, version] = [
          await tryAgent(ctx, settings, candidate, abort.signal),
          (await versions).get(candidate.name),
        ];
        waiting.delete(candidate);
        const result = { candidate, ...tried, ...(version && "version" in version ? version : {}) };
        waits.clear();
        if (!ctx.json && !abort.signal.aborted) ctx.stdout.write(`${textOf(result, style).join("\n")}\n`);
        show();
        return result;
      }),
    );
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

function textOf({ candidate, version, durationMs, usage, sessionId, error }: Tested, style: Style): string[] {
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
  return [`${style.red("✗")} ${safeLine(why)}`, ...spent, `  → ${safeLine(fixForTest(error, candidate))}`];
}

/** Its name stands before it already. */
function messageOf({ name }: Candidate, message: string): string {
  return message.startsWith(`agent ${name}: `) ? message.slice(`agent ${name}: `.length) : message;
}

function jsonOf({ candidate, version, durationMs, usage, sessionId, error }: Tested): object {
  const { name, config, model, actions } = candidate;
  return {
    ...{ agent: name, type: config.type, model: model ?? null, actions, ok: error === undefined },
    ...{ version: version ?? null, durationMs, usage, sessionId: sessionId ?? null },
    ...(error ? { error, fix: fixForTest(error, candidate) } : {}),
  };
}
