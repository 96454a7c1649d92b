import { type CommandDefinition, groups, storyArgument } from "../definition.ts";

export const show: CommandDefinition = {
  name: "show",
  aliases: ["details", "d"],
  group: groups.board,
  summary: "show everything about a story, with its attempts",
  arguments: [storyArgument],
  examples: [
    ["show add-dark-mode", "its fields, what it waits for, its attempts with time and cost"],
    ["d add-d", "any unique prefix will do"],
    ["show add-dark-mode --json", "for scripts"],
  ],
  json: true,
  needsBoard: true,
  changes: false,
  run: async (ctx, [story = ""]) => (await import("../reading.ts")).show(ctx, story),
};
