import { type CommandDefinition, groups } from "../definition.ts";
import { wholeNumber } from "../values.ts";

export const add: CommandDefinition = {
  name: "add",
  group: groups.board,
  summary: "add a story to the board",
  arguments: [{ name: "<title>", description: "what you want, in one line" }],
  options: [
    {
      flags: "-t, --type <type>",
      description: "feature, bug, chore or spike (default: feature)",
      complete: ["feature", "bug", "chore", "spike"],
    },
    {
      flags: "-p, --priority <n>",
      description: "lower comes first (default: 3)",
      parse: wholeNumber("--priority", 0),
    },
    { flags: "-l, --label <label>", description: "a label; may be given again", repeats: true },
    { flags: "--epic <epic>", description: "the epic it belongs to" },
    {
      flags: "--depends-on <story>",
      description: "a story that must be done before; may be given again",
      repeats: true,
      complete: "story",
    },
    { flags: "--assignee <name>", description: "who looks after it" },
    {
      flags: "--effort <effort>",
      description: "small, medium or large",
      complete: ["small", "medium", "large"],
    },
    {
      flags: "--body-file <file>",
      description: "the story's text; - reads standard input",
      complete: "file",
    },
    { flags: "--ready", description: "needs no refinement: starts in ready" },
    { flags: "--quick", description: "the quick workflow: implement and review only" },
  ],
  examples: [
    ['add "Add dark mode"', "a feature in the backlog"],
    ['add "Fix the login" --type bug --priority 1 --ready', "urgent, and clear enough to start"],
    ['add "Pay by invoice" --epic checkout --depends-on add-login', "after another story"],
    ['add "Import CSV" --body-file - < notes.md', "with text from a file"],
  ],
  json: true,
  needsBoard: true,
  changes: true,
  run: async (ctx, [title = ""], options) => (await import("../reading.ts")).add(ctx, title, options),
};
