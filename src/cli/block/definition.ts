import { type CommandDefinition, decision, storyArgument, whileLeased } from "../definition.ts";
import { someText } from "../values.ts";

export const block: CommandDefinition = {
  ...decision,
  name: "block",
  summary: "keep a story from being worked on",
  details: whileLeased,
  arguments: [storyArgument],
  options: [
    { flags: "-r, --reason <text>", description: "why", parse: someText("--reason"), required: true },
  ],
  examples: [['block add-dark-mode --reason "waiting for the designer"', "until unblock"]],
  run: async (ctx, [story = ""], options) => {
    const { decide } = await import("../working.ts");
    return decide(ctx, (people, project) => people.block(project, story, String(options.reason)));
  },
};
