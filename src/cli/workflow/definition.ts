import { type CommandDefinition, groups } from "../definition.ts";

const own = { json: true, needsBoard: false, changes: false } as const;

const list: CommandDefinition = {
  ...own,
  name: "list",
  summary: "list the story workflows, and the workflow files in workflows/",
  examples: [["workflow list", "the built-in ones and this project's own"]],
  run: async (ctx) => (await import("../reading.ts")).workflowList(ctx),
};

const show: CommandDefinition = {
  ...own,
  name: "show",
  summary: "print the definition of a story workflow, or of a workflow file",
  arguments: [
    {
      name: "<name>",
      description: "story, quick, one of your own, or a file",
      complete: ["story", "quick"],
    },
  ],
  examples: [
    ["workflow show story", "the steps a story goes through"],
    ["workflow show workflows/epic.yaml", "a file, where nothing is wrong with it"],
    ["workflow show story > .agentic-sdlc/workflows/story.yaml", "replace it by your own"],
  ],
  run: async (ctx, [name = ""]) => (await import("../reading.ts")).workflowShow(ctx, name),
};

const file = { name: "<file>", description: "a workflow file", complete: "file" } as const;

const validate: CommandDefinition = {
  ...own,
  name: "validate",
  summary: "check a workflow file, and all files it starts, before they run",
  details:
    "Runs nothing. Every mistake is named with file, line, column and what to write; then the exit code is 2.",
  arguments: [file],
  examples: [["workflow validate workflows/epic.yaml", "what is wrong in it, if anything"]],
  run: async (ctx, [path = ""]) => (await import("./file.ts")).workflowValidate(ctx, path),
};

const graph: CommandDefinition = {
  ...own,
  name: "graph",
  summary: "draw a workflow file: its steps, what they wait for, their children",
  arguments: [file],
  examples: [["workflow graph workflows/epic.yaml", "as a tree"]],
  run: async (ctx, [path = ""]) => (await import("./file.ts")).workflowGraph(ctx, path),
};

export const workflow: CommandDefinition = {
  ...own,
  name: "workflow",
  group: groups.setup,
  summary: "list and print story workflows; check and draw workflow files",
  examples: [
    ["workflow show story", "the steps a story goes through"],
    ["workflow validate workflows/epic.yaml", "what is wrong in it, if anything"],
  ],
  subcommands: [list, show, validate, graph],
  run: async (ctx) => (await import("../reading.ts")).workflowList(ctx),
};
