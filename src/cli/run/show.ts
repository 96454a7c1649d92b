import type { Foreseen } from "../../app/run/foresee.ts";
import { safeLine, safeText } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { table } from "../table.ts";

/** Prints what a run would do: `--dry-run`, `--explain`, `--show-prompt`. */
export function printForeseen(ctx: CommandContext, foreseen: Foreseen): void {
  if (ctx.json) {
    printJson(ctx, jsonOf(foreseen));
    return;
  }
  const print = (lines: readonly string[]) => ctx.stdout.write(lines.map((line) => `${line}\n`).join(""));
  switch (foreseen.kind) {
    case "queue":
      print([safeText(queueText(foreseen).join("\n"))]);
      break;
    case "actions":
      print(actionLines(foreseen));
      break;
    case "nodes": {
      const rows = foreseen.nodes.map(({ path, verdict, why }) => [safeLine(path), verdict, safeLine(why)]);
      print([table(rows, "", ctx.columns).join("\n")]);
      break;
    }
    case "prompt":
      if (foreseen.prompt) print([safeText(foreseen.prompt.prompt)]);
      else ctx.stderr.write("No agent would be asked anything now.\n");
  }
}

function jsonOf({ kind, ...data }: Foreseen): object {
  return kind === "prompt" ? { path: null, agent: null, prompt: null, ...Object.values(data)[0] } : data;
}

function queueText({ queue, held }: Extract<Foreseen, { kind: "queue" }>): string[] {
  const width = Math.max(0, ...queue.map((q) => q.path.length));
  const lines = queue.map((q) => `${q.path.padEnd(width)}  ${q.reason}`);
  const shown = held.filter((h) => h.kind !== "unselected" || queue.length === 0);
  return [
    ...lines,
    ...(queue.length === 0 ? ["Nothing would run."] : []),
    ...shown.map((h) => `not queued: ${h.slug}: ${h.kind}: ${h.reason}`),
  ];
}

function actionLines({ actions }: Extract<Foreseen, { kind: "actions" }>): string[] {
  const path = Math.max(0, ...actions.map((e) => e.path.length));
  const verdict = Math.max(0, ...actions.map((e) => e.verdict.length));
  return actions.map((e) =>
    safeText(`${e.path.padEnd(path)}  ${e.verdict.padEnd(verdict)}  ${e.why}`.trimEnd()),
  );
}
