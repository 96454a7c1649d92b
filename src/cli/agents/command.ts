import { ExitCode } from "../../domain/exit-code.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { styles } from "../style.ts";
import { knownAgents, programOf, versionsOf } from "./found.ts";
import { progress } from "./progress.ts";
import { agentsJson, agentsText } from "./report.ts";
import { agentSettings } from "./settings.ts";
import { usesOf } from "./uses.ts";

/**
 * Shows which agents there are, who does what, and what each can do. Starts nothing but the programs' `--version`. Works
 * without a board. Exit 0 whatever it finds. Throws UserError (exit 2) for wrong settings.
 */
export async function agents(ctx: CommandContext): Promise<ExitCode> {
  const settings = await agentSettings(ctx);
  const known = knownAgents(settings.config.agents, settings.root, ctx.env);
  const waiting = new Set(
    known.filter(({ config, file }) => programOf(config) && file).map(({ name }) => name),
  );
  const waits = progress(ctx);
  const show = () => waits.show(`Asking for versions: ${[...waiting].map(safeLine).join(", ")}`);
  if (waiting.size > 0) show();
  const versions = await versionsOf(known, settings.root, ctx.env, (name) => {
    waiting.delete(name);
    show();
  });
  waits.clear();
  const report = { agents: known, versions, uses: usesOf(ctx.env, settings) };
  if (ctx.json) printJson(ctx, agentsJson(report));
  else ctx.stdout.write(`${agentsText(report, styles(ctx.color), ctx.columns).join("\n")}\n`);
  return ExitCode.ok;
}
