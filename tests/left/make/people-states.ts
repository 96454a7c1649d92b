import { board, ifAny, onward, record, type State } from "./states.ts";

const one = { a: {} };
const quick = { a: { workflow: "quick" } };
const implement = "story[a]/implement";
const gate = { stories: one, config: { gates: { plan: "approve" } } };
const question = { stories: quick, plan: [`${implement}#1 session ask`] };
const atWork = { stories: one, plan: [`${implement}#1 session hang`] };

/** States in which people have, or are to have, a word. */
export const peopleStates: State[] = [
  {
    name: "gate-waits",
    about: "A person has to approve.",
    layout: gate,
    make: (project) => project.run(3, ...board),
    goOn: ifAny,
  },
  {
    name: "gate-approved",
    about: "A person has approved since.",
    layout: gate,
    async make(project) {
      await project.run(3, ...board);
      await project.run(0, "approve", "a");
    },
    goOn: ifAny,
  },
  {
    name: "gate-approved-by-message",
    about:
      "A person approved one story's gate while the run was at work on another; killed before it was taken.",
    layout: {
      stories: { a: { ...quick.a, priority: 1 }, b: { ...quick.a, priority: 2 } },
      config: { gates: { implement: "approve" } },
      plan: ["story[b]/implement#1 session hang"],
    },
    make: (project) => project.killedAtWork(["approve", "a"]),
    goOn: onward,
  },
  {
    name: "gate-rejected",
    about: "A person has rejected since.",
    layout: gate,
    async make(project) {
      await project.run(3, ...board);
      await project.run(0, "reject", "a", "--reason", "too much");
    },
    goOn: ifAny,
  },
  {
    name: "question-asked",
    about: "The agent wants an answer.",
    layout: question,
    make: (project) => project.run(3, ...board),
    goOn: ifAny,
  },
  {
    name: "question-answered",
    about: "A person has answered: it goes on in its session.",
    layout: question,
    async make(project) {
      await project.run(3, ...board);
      await project.run(0, "answer", "a", "Very.");
    },
    goOn: ifAny,
  },
  {
    name: "question-not-accepted",
    about: "Killed when the agent had asked, and nothing more.",
    layout: question,
    make: (project) => project.killed([record("asked", `${implement}#1`)], ...board),
    goOn: onward,
  },
  {
    name: "unblocked",
    about: "Blocked by failures, and a person has granted a new allowance.",
    layout: { stories: quick, plan: [1, 2, 3].map((n) => `${implement}#${n} fail`) },
    async make(project) {
      await project.run(1, ...board);
      await project.run(0, "unblock", "a");
    },
    goOn: ifAny,
  },
  ...(
    [
      ["redo", ["redo", "a", "plan", "--note", "smaller"]],
      ["move", ["move", "a", "done"]],
      ["block", ["block", "a", "--reason", "not now"]],
    ] as const
  ).map(
    ([name, words]): State => ({
      name: `message-not-taken-${name}`,
      about: `A person said ${words.join(" ")} to a run that was killed before it took it.`,
      layout: atWork,
      make: (project) => project.killedAtWork(words),
      goOn: onward,
    }),
  ),
  {
    name: "redo-of-what-is-done",
    about: "A person wants a step of a story that is done again.",
    layout: { stories: one },
    async make(project) {
      await project.run(0, ...board);
      await project.run(0, "redo", "a", "research", "--note", "look closer");
    },
    goOn: ifAny,
  },
  {
    name: "flag-cleared",
    about: "A person has cleared a flag in the file of a story whose run was killed.",
    layout: atWork,
    async make(project) {
      await project.hanging(1, board);
      project.edit(".agentic-sdlc/stories/a.md", (text) =>
        text.replace("plan_complete: true", "plan_complete: false"),
      );
    },
    goOn: onward,
  },
  {
    name: "flag-cleared-of-a-done-story",
    about: "A person has cleared the flag of a done story's plan, and moved it back.",
    layout: { stories: one },
    async make(project) {
      await project.run(0, ...board);
      project.edit(".agentic-sdlc/stories/a.md", (text) =>
        text
          .replace("plan_complete: true", "plan_complete: false")
          .replace('status: "done"', "status: ready")
          .replace("status: done", "status: ready"),
      );
    },
    goOn: ifAny,
  },
  {
    name: "done-by-hand",
    about: "A person has set the flag of what was interrupted.",
    layout: atWork,
    async make(project) {
      await project.hanging(1, board);
      project.edit(".agentic-sdlc/stories/a.md", (text) =>
        text.replace(/\n---\n/, "\nimplementation_complete: true\n---\n"),
      );
    },
    goOn: onward,
  },
  {
    name: "status-moved-by-hand",
    about: "A person has written that what was interrupted is done.",
    layout: atWork,
    async make(project) {
      await project.hanging(1, board);
      project.edit(".agentic-sdlc/stories/a.md", (text) => text.replace(/status: .*/, "status: done"));
    },
    goOn: onward,
  },
  {
    name: "text-edited",
    about: "A person has written into the story while nothing ran.",
    layout: atWork,
    async make(project) {
      await project.hanging(1, board);
      project.edit(".agentic-sdlc/stories/a.md", (text) => `${text}\nIt must be quiet.\n`);
    },
    goOn: onward,
  },
];
