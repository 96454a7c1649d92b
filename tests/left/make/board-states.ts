import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "./project.ts";
import { board, ifAny, onward, record, type State } from "./states.ts";

const quick = { workflow: "quick" };
const hangs = ["story[a]/implement#1 session hang"];
const checkpoint = ".agentic-sdlc/.workflow-state.json";
const journal = (project: Project) => {
  const dir = ".agentic-sdlc/attempts/story-a";
  const last = readdirSync(join(project.dir, dir))
    .filter((name) => name.startsWith("journal"))
    .sort()
    .at(-1);
  return `${dir}/${last}`;
};

/** States of what is around a story: scopes, several of them, checkpoints, layouts. */
export const boardStates: State[] = [
  {
    name: "checkpoint-missing",
    about: "The checkpoint was removed, which abandons the run; its journal is there.",
    layout: { stories: { a: quick }, plan: hangs },
    async make(project) {
      await project.hanging(1, board);
      project.remove(checkpoint);
    },
    goOn: ifAny,
  },
  {
    name: "checkpoint-missing-and-wanted",
    about: "The checkpoint was removed, and --continue wants one.",
    layout: { stories: { a: quick }, plan: hangs },
    async make(project) {
      await project.hanging(1, board);
      project.remove(checkpoint);
    },
    goOn: onward,
  },
  {
    name: "checkpoint-damaged",
    about: "The checkpoint is torn: it is rebuilt from the journal.",
    layout: { stories: { a: {} }, plan: hangs },
    async make(project) {
      await project.hanging(1, board);
      project.edit(checkpoint, (text) => text.slice(0, text.length / 2));
    },
    goOn: onward,
  },
  {
    name: "journal-torn",
    about: "The last line of the story's journal is torn.",
    layout: { stories: { a: quick }, plan: hangs },
    async make(project) {
      await project.hanging(1, board);
      project.edit(journal(project), (text) => `${text}{"seq":99,"epoch":1,"at":"2026`);
    },
    goOn: onward,
  },
  {
    name: "said-torn",
    about: "What the agent said did not come to the disk whole: it is asked again.",
    layout: { stories: { a: quick } },
    async make(project) {
      await project.killed([record("said", "story[a]/implement")], ...board);
      project.edit(journal(project), (text) => text.slice(0, -20));
    },
    goOn: onward,
  },
  {
    name: "scope-story",
    about: "A run of one story; the other one is not its.",
    layout: { stories: { a: quick, b: quick }, plan: hangs },
    make: (project) => project.hanging(1, ["run", "--story", "a", "--auto"]),
    goOn: ["run", "--continue"],
  },
  {
    name: "scope-epic",
    about: "A run of an epic; the third story is not its.",
    layout: { stories: { a: { ...quick, epic: "e" }, b: { ...quick, epic: "e" }, c: quick }, plan: hangs },
    make: (project) => project.hanging(1, ["run", "--epic", "e", "--auto"]),
    goOn: ["run", "--continue"],
  },
  {
    name: "scope-label",
    about: "A run of the stories with a label, and of nothing after implement.",
    layout: {
      stories: { a: { ...quick, labels: ["x"] }, b: { ...quick, labels: ["x"] }, c: quick },
      plan: hangs,
    },
    make: (project) => project.hanging(1, [...board, "--label", "x", "--until", "implement"]),
    goOn: ["run", "--continue"],
  },
  {
    name: "scope-single-action",
    about: "A run of one action, without --auto.",
    layout: { stories: { a: quick }, plan: hangs },
    make: (project) => project.hanging(1, ["run"]),
    goOn: ["run", "--continue"],
  },
  {
    name: "two-runs",
    about: "Runs of two stories, both stopped: it has to be said which one is meant.",
    layout: {
      stories: { a: quick, b: quick },
      plan: [...hangs, "story[b]/implement#1 session hang"],
    },
    async make(project) {
      await project.hanging(1, ["run", "--story", "b", "--auto"], { signal: "SIGINT" });
      await project.hanging(1, ["run", "--story", "a", "--auto"], { signal: "SIGINT" });
    },
    goOn: ["run", "--continue"],
  },
  {
    name: "one-of-two-runs",
    about: "Runs of two stories, both stopped; one is gone on with.",
    layout: {
      stories: { a: quick, b: quick },
      plan: [...hangs, "story[b]/implement#1 session hang"],
    },
    async make(project) {
      await project.hanging(1, ["run", "--story", "b", "--auto"], { signal: "SIGINT" });
      await project.hanging(1, ["run", "--story", "a", "--auto"], { signal: "SIGINT" });
    },
    goOn: ["run", "--story", "b", "--auto", "--continue"],
  },
  {
    name: "several-stories",
    about: "One is done, one depends on the one that was at work, one has a lower priority.",
    layout: {
      stories: {
        a: { ...quick, priority: 2 },
        b: { ...quick, priority: 1 },
        c: { ...quick, priority: 1, dependencies: ["a"] },
        d: { ...quick, priority: 3 },
      },
      plan: hangs,
    },
    make: (project) => project.hanging(1, board),
    goOn: onward,
  },
  {
    name: "two-at-once",
    about: "Two stories were at work at once, by the programming interface.",
    layout: {
      stories: { a: quick, b: quick, c: quick },
      plan: [...hangs, "story[b]/implement#1 hang"],
      files: {
        "two.mjs":
          "const { openBoard } = await import(process.env.API);\nawait (await openBoard('.')).run({ auto: true, concurrency: 2 });\n",
      },
    },
    make: (project) => project.hanging(2, ["two.mjs"], { program: true }),
    goOn: onward,
  },
  {
    name: "board-in-folders",
    about: "The board is laid out in folders.",
    layout: { plan: hangs },
    async make(project) {
      project.remove(".agentic-sdlc/stories");
      for (const folder of ["ready", "in-progress", "done"]) project.folder(`.agentic-sdlc/${folder}`);
      project.story("a", quick, "backlog");
      project.story("b", quick, "backlog");
      await project.hanging(1, board);
    },
    goOn: onward,
  },
  {
    name: "folder-not-followed",
    about: "Killed when the file said another status, and lay in the folder of the old one.",
    layout: {},
    async make(project) {
      project.remove(".agentic-sdlc/stories");
      for (const folder of ["ready", "in-progress", "done"]) project.folder(`.agentic-sdlc/${folder}`);
      project.story("a", quick, "backlog");
      await project.killed([record("done", "story[a]/review"), ["file", "in-progress/a\\.md$"]], ...board);
    },
    goOn: onward,
  },
  {
    name: "begun-afresh",
    about: "Interrupted with a session, begun afresh, and killed again.",
    layout: { stories: { a: quick }, plan: [...hangs, "story[a]/implement#2 hang"] },
    async make(project) {
      await project.hanging(1, board, { signal: "SIGINT" });
      await project.hanging(1, [...board, "--fresh"]);
    },
    goOn: onward,
  },
  {
    name: "killed-twice",
    about: "Continued once, and killed again, in the same session.",
    layout: { stories: { a: quick }, plan: [...hangs, "story[a]/implement#2 hang"] },
    async make(project) {
      await project.hanging(1, board);
      await project.hanging(1, onward);
    },
    goOn: onward,
  },
  {
    name: "broken-story-beside",
    about: "A story that cannot be read came while nothing ran.",
    layout: { stories: { a: quick }, plan: hangs },
    async make(project) {
      await project.hanging(1, board);
      project.write(".agentic-sdlc/stories/b.md", "---\nid: story-b\nstatus: somewhere\n---\n# b\n");
    },
    goOn: onward,
  },
  {
    name: "story-removed",
    about: "The story that was at work is gone.",
    layout: { stories: { a: quick, b: quick }, plan: hangs },
    async make(project) {
      await project.hanging(1, board);
      project.remove(".agentic-sdlc/stories/a.md");
    },
    goOn: onward,
  },
  {
    name: "in-a-repository",
    about: "Stopped in a repository: what was left is kept in a ref of its own, and still there.",
    layout: { stories: { a: quick }, plan: ["story[a]/implement#1 write session hang"] },
    async make(project) {
      project.repository();
      await project.hanging(1, board);
    },
    goOn: onward,
  },
  {
    name: "protected-file-changed",
    about: "A story that changed a protected file waits for a person.",
    layout: { stories: { a: quick }, plan: ["story[a]/implement#1 protected"] },
    async make(project) {
      project.repository();
      await project.run(3, ...board);
    },
    goOn: ifAny,
  },
  {
    name: "all-done",
    about: "There is nothing to go on with.",
    layout: { stories: { a: quick } },
    make: (project) => project.run(0, ...board),
    goOn: ifAny,
  },
];
