import { readConfig } from "../../adapters/config/config.ts";
import { detectCheck, findAgents, lookUp } from "../../adapters/config/detect.ts";
import {
  boardAbove,
  createBoard,
  createConfig,
  inRepository,
  writeIgnores,
  writeSchema,
} from "../../adapters/config/project-files.ts";
import { formatProblem } from "../../adapters/config/source/problems.ts";
import { programTypes } from "../../domain/config/config.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { safeText } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { saving } from "../saving.ts";

type InitContext = Pick<CommandContext, "cwd" | "env" | "stdout" | "json">;

const agentNote = `None of ${programTypes.join(", ")} is on PATH. Install one, or name an agent in .agentic-sdlc.json: "agents": { "mine": { "type": "command", "command": ["./agent.sh"] } }, "agent": "mine"`;

/**
 * Makes the current folder a project: board, config, and a .gitignore for what is one machine's. What exists stays.
 * Asks nothing. Throws UserError: 2 for an agent that config cannot name, 7 where it cannot write.
 */
export async function init(
  ctx: InitContext,
  options: { agent?: string; kanban?: boolean },
): Promise<ExitCode> {
  const before = readConfig(ctx.cwd);
  const agent = options.agent === undefined ? undefined : checkedAgent(ctx, options.agent, before);
  const check = detectCheck(ctx.cwd);
  const made = saving("agentic-sdlc init", () => {
    const board = createBoard(ctx.cwd, options.kanban === true);
    const gitignore = writeIgnores(ctx.cwd);
    const schema = writeSchema(ctx.cwd);
    const config = !before.exists && createConfig(ctx.cwd, { checks: check ? [check] : [], agent });
    return { board, gitignore, schema, config };
  });
  const { config, problems } = readConfig(ctx.cwd);
  const found = findAgents(ctx.env);
  const report = {
    root: ctx.cwd,
    board: made.board,
    config: { path: ".agentic-sdlc.json", created: made.config },
    gitignore: { path: ".agentic-sdlc/.gitignore", changed: made.gitignore },
    schema: { path: ".agentic-sdlc/config.schema.json", changed: made.schema },
    agent: config.agent ?? found[0] ?? null,
    agentsFound: found,
    checks: config.checks,
    notes: [
      ...(made.config ? [] : [".agentic-sdlc.json was there and stays as it is"]),
      ...problems.map((problem) => `${formatProblem(problem)}. ${problem.fix}`),
      ...(problems.length === 0 && config.agent === undefined && found.length === 0 ? [agentNote] : []),
      ...placeNotes(ctx.cwd),
    ],
  };
  if (ctx.json) printJson(ctx, report);
  else ctx.stdout.write(safeText(text(report)));
  return ExitCode.ok;
}

function text(report: {
  board: { path: string; created: boolean };
  agent: string | null;
  agentsFound: readonly string[];
  checks: readonly string[];
  notes: readonly string[];
}): string {
  const board = `✓ Board ${report.board.path}${report.board.created ? "" : " (was there)"}`;
  const also = report.agentsFound.filter((name) => name !== report.agent);
  const others = also.length === 0 ? "" : ` (also: ${also.join(", ")})`;
  const agent = report.agent === null ? "! Agent none" : `✓ Agent ${report.agent}${others}`;
  const checks = report.checks.length === 0 ? "! Checks none" : `✓ Checks ${report.checks.join(", ")}`;
  const notes = report.notes.map((note) => `  ${note}\n`).join("");
  return `${board}  ${agent}  ${checks}\n${notes}Next: agentic-sdlc add "What you want"\n`;
}

/** What `--agent` names: any program that is there. Throws UserError (2) before anything is written. */
function checkedAgent(ctx: InitContext, agent: string, before: ReturnType<typeof readConfig>): string {
  if (before.exists) {
    throw new UserError(2, ".agentic-sdlc.json is there already, and init does not change it", {
      fix: `Write "agent" into it yourself, or run init without --agent`,
    });
  }
  const { missing } = lookUp(agent, ctx.cwd, ctx.env);
  if (missing !== undefined) {
    throw new UserError(2, `--agent ${agent} cannot be started`, {
      why: missing,
      fix: "Name a program on PATH or a path relative to this folder, such as ./agent.sh (chmod +x)",
    });
  }
  return agent;
}

function placeNotes(root: string): string[] {
  const above = boardAbove(root);
  return [
    ...(above === undefined ? [] : [`There is a board in ${above} too; in this folder, this one counts`]),
    ...(inRepository(root)
      ? []
      : ["This folder is in no git repository: git init lets runs keep and show their work"]),
  ];
}
