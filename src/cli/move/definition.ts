import { type CommandDefinition, decision, storyArgument, whileLeased } from "../definition.ts";

export const move: CommandDefinition = {
  ...decision,
  name: "move",
  summary: "move a story to another status",
  details: `The status you give wins over the tool's. ${whileLeased}`,
  arguments: [
    storyArgument,
    { name: "<status>", description: "backlog, ready, in-progress or done", complete: "status" },
  ],
  examples: [
    ["move add-dark-mode ready", "it is clear enough, without refinement"],
    ["move add-dark-mode done", "you finished it by hand"],
  ],
  run: async (ctx, [story = "", status = ""]) => {
    const { decide } = await import("../working.ts");
    return decide(ctx, (people, project) => people.move(project, story, status));
  },
};
