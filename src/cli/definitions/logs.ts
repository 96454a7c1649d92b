import { type CommandDefinition, groups, storyArgument } from "./definition.ts";

export interface LogsOptions {
  readonly follow?: boolean;
  readonly raw?: boolean;
}

export const logs: CommandDefinition = {
  name: "logs",
  group: groups.board,
  summary: "show what the agent said and did for a story",
  arguments: [
    storyArgument,
    {
      name: "[attempt]",
      description: "implement#2, or implement for its latest; default: the latest of all",
    },
  ],
  options: [
    { flags: "-f, --follow", description: "go on as it is written, until the attempt ends or Ctrl+C" },
    { flags: "--raw", description: "the text alone, without times" },
  ],
  examples: [
    ["logs add-dark-mode", "the latest attempt"],
    ["logs add-dark-mode implement#1", "one attempt"],
    ["logs add-dark-mode --follow", "while it works"],
  ],
  json: true,
  needsBoard: true,
  changes: false,
  run: async (ctx, [story = "", attempt], options) =>
    (await import("../commands/reading.ts")).logs(ctx, story, attempt, options),
};
