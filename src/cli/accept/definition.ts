import { type CommandDefinition, decision, storyArgument, whileLeased } from "../definition.ts";

export const accept: CommandDefinition = {
  ...decision,
  name: "accept",
  summary: "keep what was done for a story whose file git put back",
  details: `What the story's journal says is written into its file again; nothing is run. ${whileLeased}`,
  arguments: [storyArgument],
  examples: [["accept add-dark-mode", "after git switch, stash or reset brought an older file back"]],
  run: async (ctx, [story = ""]) => {
    const { decide } = await import("../working.ts");
    return decide(ctx, (people, project) => people.accept(project, story));
  },
};
