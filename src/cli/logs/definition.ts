import { type CommandDefinition, groups, storyOrRun } from "../definition.ts";

export const logs: CommandDefinition = {
  name: "logs",
  group: groups.board,
  summary: "show what the agent said and did for a story, or a step of a workflow file's run",
  details:
    "Its words, its tools (✎ those that change files), what it cost so far, what went wrong; then how the attempt\nended, as its journal has it. Of a command in a workflow file: what it wrote.",
  arguments: [
    storyOrRun,
    {
      name: "[attempt]",
      description:
        "implement#2, or implement for its latest; of a run, the path of a step; default: the latest of all",
    },
  ],
  options: [
    { flags: "-f, --follow", description: "go on as it is written, until the attempt ends or Ctrl+C" },
    { flags: "--raw", description: "what the agent's program wrote, as it wrote it" },
  ],
  examples: [
    ["logs add-dark-mode", "the latest attempt"],
    ["logs add-dark-mode implement#1", "one attempt"],
    ["logs add-dark-mode --follow", "while it works"],
    ["logs run-mk5yvfv5-m3wv summarise", "a step of a workflow file: its agent, or its command"],
  ],
  json: true,
  needsBoard: true,
  changes: false,
  run: async (ctx, [story = "", attempt], options) =>
    (await import("../reading.ts")).logs(ctx, story, attempt, options),
};
