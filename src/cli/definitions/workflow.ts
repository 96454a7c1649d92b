import { type CommandDefinition, groups } from "./definition.ts";

const own = { json: true, needsBoard: false, changes: false } as const;

const list: CommandDefinition = {
  ...own,
  name: "list",
  summary: "list the story workflows",
  examples: [["workflow list", "the built-in ones and this project's own"]],
  run: async (ctx) => (await import("../commands/reading.ts")).workflowList(ctx),
};

const show: CommandDefinition = {
  ...own,
  name: "show",
  summary: "print a story workflow's definition",
  arguments: [
    { name: "<name>", description: "story, quick, or one of your own", complete: ["story", "quick"] },
  ],
  examples: [
    ["workflow show story", "the steps a story goes through"],
    ["workflow show story > .agentic-sdlc/workflows/story.yaml", "replace it by your own"],
  ],
  run: async (ctx, [name = ""]) => (await import("../commands/reading.ts")).workflowShow(ctx, name),
};

export const workflow: CommandDefinition = {
  ...own,
  name: "workflow",
  group: groups.setup,
  summary: "list and print story workflows",
  examples: [["workflow show story", "the steps a story goes through"]],
  subcommands: [list, show],
  run: async (ctx) => (await import("../commands/reading.ts")).workflowList(ctx),
};
