import { readConfig } from "../adapters/config/config.ts";
import { detectCheck, findAgents, lookUp } from "../adapters/config/detect.ts";
import {
  boardAbove,
  createBoard,
  createConfig,
  inRepository,
  writeIgnores,
  writeSchema,
} from "../adapters/config/project-files.ts";
import { formatProblem } from "../adapters/config/source/problems.ts";
import { programTypes } from "../domain/agent/types.ts";
import { UserError } from "../domain/errors.ts";
import type { World } from "./open.ts";
import { saving } from "./saving.ts";

type Here = Pick<World, "cwd" | "env">;

/** What was made of a folder, and what was there. */
export type Initialized = ReturnType<typeof initProject>;

const agentNote = `None of ${programTypes.join(", ")} is on PATH. Install one, or name an agent in .agentic-sdlc.json: "agents": { "mine": { "type": "command", "command": ["./agent.sh"] } }, "agent": "mine"`;

/**
 * Makes the current folder a project: board, config, and a .gitignore for what is one machine's. What exists stays.
 * Asks nothing. Throws UserError: 2 for an agent that config cannot name, 7 where it cannot write.
 */
export function initProject(here: Here, options: { readonly agent?: string; readonly kanban?: boolean }) {
  const before = readConfig(here.cwd);
  const agent = options.agent === undefined ? undefined : checkedAgent(here, options.agent, before);
  const check = detectCheck(here.cwd);
  const made = saving("agentic-sdlc init", () => {
    const board = createBoard(here.cwd, options.kanban === true);
    const gitignore = writeIgnores(here.cwd);
    const schema = writeSchema(here.cwd);
    const config = !before.exists && createConfig(here.cwd, { checks: check ? [check] : [], agent });
    return { board, gitignore, schema, config };
  });
  const { config, problems } = readConfig(here.cwd);
  const found = findAgents(here.env);
  return {
    root: here.cwd,
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
      ...placeNotes(here.cwd),
    ],
  };
}

/** What `--agent` names: any program that is there. Throws UserError (2) before anything is written. */
function checkedAgent(here: Here, agent: string, before: ReturnType<typeof readConfig>): string {
  if (before.exists) {
    throw new UserError(2, ".agentic-sdlc.json is there already, and init does not change it", {
      fix: `Write "agent" into it yourself, or run init without --agent`,
    });
  }
  const { missing } = lookUp(agent, here.cwd, here.env);
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
