import { type CommandDefinition, groups } from "../definition.ts";

export const status: CommandDefinition = {
  name: "status",
  aliases: ["board"],
  group: groups.board,
  summary: "show the board, and what would run next",
  details: "Only reads: not a byte on disk changes.",
  options: [
    { flags: "-a, --all", description: "all done stories, not only the latest ten" },
    { flags: "-w, --watch", description: "show it again whenever it changes, until Ctrl+C" },
  ],
  examples: [
    ["status", "four columns; a list where there is no terminal"],
    ["board --all", "the same, with every done story"],
    ["status --json", "for scripts"],
  ],
  json: true,
  needsBoard: true,
  changes: false,
  run: async (ctx, _args, options) => (await import("../reading.ts")).status(ctx, options),
};
