import { type CommandDefinition, decision, storyArgument, whileLeased } from "../definition.ts";

export const unblock: CommandDefinition = {
  ...decision,
  name: "unblock",
  summary: "let a blocked story go on, with a new allowance",
  details: `Failures, rejections, calls and cost count from here. ${whileLeased}`,
  arguments: [storyArgument],
  examples: [["unblock add-dark-mode", "it goes on where it stopped"]],
  run: async (ctx, [story = ""]) => {
    const { decide } = await import("../working.ts");
    return decide(ctx, (people, project) => people.unblock(project, story));
  },
};
