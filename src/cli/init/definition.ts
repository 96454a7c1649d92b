import { type CommandDefinition, groups } from "../definition.ts";

export const init: CommandDefinition = {
  name: "init",
  group: groups.board,
  summary: "make a board in this folder",
  details: "Asks nothing. Doing it twice does no harm: what exists stays as it is.",
  options: [
    { flags: "--agent <name>", description: "the agent that does the work" },
    { flags: "--kanban", description: "one folder for each status instead of stories/" },
  ],
  examples: [
    ["init", "board, config and .gitignore"],
    ["init --kanban", "with folders backlog, ready, in-progress, done"],
  ],
  json: true,
  needsBoard: false,
  changes: true,
  run: async (ctx, _args, options) => (await import("../working.ts")).init(ctx, options),
};
