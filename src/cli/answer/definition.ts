import { type CommandDefinition, decision, storyOrRun, whileLeased } from "../definition.ts";

export const answer: CommandDefinition = {
  ...decision,
  name: "answer",
  summary: "answer the question an agent asked",
  details: `The agent goes on in its session with the answer. ${whileLeased}`,
  arguments: [
    storyOrRun,
    { name: "[path]", description: "of a run, the step that asked, by its path; default: the only one" },
    { name: "<text>", description: "the answer; - reads standard input" },
  ],
  examples: [
    ['answer add-dark-mode "Follow the system setting"', "then: agentic-sdlc run"],
    ['answer run-mk5yvfv5-m3wv "Only since 1.0"', "the only agent that asks in a workflow file's run"],
    ["answer run-mk5yvfv5-m3wv 'packages[core]/notes' - < notes.txt", "one of them, from a file"],
  ],
  run: async (ctx, [name = "", path, text = ""]) => {
    const { decide, readInput } = await import("../working.ts");
    const given = text === "-" ? () => readInput(ctx) : text;
    return decide(ctx, (people, project) => people.answer(project, name, path, given));
  },
};
