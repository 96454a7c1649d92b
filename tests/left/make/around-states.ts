import { record, type State } from "./states.ts";
import { agent, file, goOn, mend, run, script } from "./workflow-text.ts";

/** States of what a definition says of its steps, of what it reads, of limits, and of checkpoints. */
export const aroundStates: State[] = [
  {
    name: "tries-used-up",
    about: "All tries of a command failed; continued it has all of them again.",
    layout: {
      files: {
        "w.yaml": file(script("a", "test $(grep -c a calls.log) = 3", "retry: { attempts: 2 }"), script("b")),
      },
    },
    make: (project) => project.run(1, ...run),
    goOn,
  },
  {
    name: "try-waited-for",
    about: "Killed before the second try of a command, which has to wait a little.",
    layout: {
      files: {
        "w.yaml": file(
          script("a", "test $(grep -c a calls.log) = 2", "retry: { attempts: 2, delay: 300ms }"),
          script("b"),
        ),
      },
    },
    make: (project) => project.killed([record("failed", "a")], ...run),
    goOn,
  },
  {
    name: "failure-allowed",
    about: "Killed after a command whose failure was let pass.",
    layout: {
      files: { "w.yaml": file(script("a", "false", "allowFailure: true"), script("b"), script("c")) },
    },
    make: (project) => project.killed([record("done", "b")], ...run),
    goOn,
  },
  {
    name: "finally-pending",
    about: "Killed when all steps were done, before what runs at the end.",
    layout: {
      files: { "w.yaml": `${file(script("a"), script("b"))}finally:\n${script("clean")}${script("tell")}` },
    },
    make: (project) => project.killed([record("done", "b")], ...run),
    goOn,
  },
  {
    name: "finally-half-done",
    about: "Killed between two steps of what runs at the end, after a failure.",
    layout: {
      files: {
        "w.yaml": `${file(script("a", "test -e mended"), script("b"))}finally:\n${script("clean")}${script("tell")}`,
      },
    },
    async make(project) {
      await project.killed([record("done", "clean")], ...run);
      mend(project);
    },
    goOn,
  },
  {
    name: "condition-holds-now",
    about: "What was skipped is for now; what was done is not.",
    layout: {
      files: {
        "w.yaml": file(
          script("look", "cat mood", "reuse: false"),
          script("up", "true", "if: \"steps.look.stdout == 'up'\""),
          script("down", "true", "if: \"steps.look.stdout == 'down'\""),
          script("last", "test -e mended"),
        ),
        mood: "up\n",
      },
    },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
      project.write("mood", "down\n");
    },
    goOn,
  },
  {
    name: "on-failure-only",
    about: "A step that is for failures alone had run.",
    layout: {
      files: {
        "w.yaml": file(
          script("a", "test -e mended"),
          script("help", "true", 'if: "failure()"'),
          script("b", "true", 'if: "success()"'),
        ),
      },
    },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
    },
    goOn,
  },
  {
    name: "world-unchanged",
    about: "What reads the world gives the same again: nothing follows from that.",
    layout: {
      files: {
        "w.yaml": file(
          script("look", "cat mood", "reuse: false"),
          script("use", "cat", 'stdin: "${{ steps.look.stdout }}"'),
          script("last", "test -e mended"),
        ),
        mood: "up\n",
      },
    },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
    },
    goOn,
  },
  {
    name: "world-changed",
    about: "What reads the world gives something else: what read it runs again.",
    layout: {
      files: {
        "w.yaml": file(
          script("look", "cat mood", "reuse: false"),
          script("use", "cat", 'stdin: "${{ steps.look.stdout }}"'),
          script("last", "test -e mended"),
        ),
        mood: "up\n",
      },
    },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
      project.write("mood", "down\n");
    },
    goOn,
  },
  ...(["--continue", "--rerun-changed", "--strict"] as const).map(
    (word): State => ({
      name: `step-changed${word === "--continue" ? "" : word.slice(1)}`,
      about: `The definition of a done step is another, one is new, one is gone; ${word}.`,
      layout: {
        files: { "w.yaml": file(script("a"), script("b"), script("gone"), script("c", "test -e mended")) },
      },
      async make(project) {
        await project.run(1, ...run);
        mend(project);
        project.edit("w.yaml", (text) =>
          text.replace("echo b", "echo B").replace("id: gone", "id: new").replace("echo gone", "echo new"),
        );
      },
      goOn: [...new Set([...goOn, word])],
    }),
  ),
  {
    name: "nothing-changed",
    about: "What changed is to run again, or else refused: nothing has.",
    layout: {
      files: {
        "w.yaml": file(
          script("a"),
          script("b", "cat", 'stdin: "${{ steps.a.stdout }}"'),
          agent,
          script("c", "test -e mended", "env: { A: x, B: y }"),
        ),
      },
    },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
    },
    goOn: [...goOn, "--strict", "--rerun-changed"],
  },
  {
    name: "inputs-given",
    about: "Inputs were given, one of them secret, which is given again.",
    layout: {
      files: {
        "w.yaml": `name: w\ninputs: { who: { type: string }, token: { secret: true } }\nsteps:\n${script("a", "echo ${{ inputs.who }} >> calls.log")}${script("b", "test -e mended && test -n ${{ inputs.token }}")}`,
      },
    },
    async make(project) {
      await project.run(1, ...run, "-i", "who=me", "-i", "token=hush-hush-hush");
      mend(project);
    },
    goOn: [...goOn, "-i", "token=hush-hush-hush"],
  },
  {
    name: "inputs-changed",
    about: "An input is another than before: refused.",
    layout: {
      files: {
        "w.yaml": `name: w\ninputs: { who: { type: string } }\nsteps:\n${script("a", "echo ${{ inputs.who }} >> calls.log")}${script("b", "test -e mended")}`,
      },
    },
    async make(project) {
      await project.run(1, ...run, "-i", "who=me");
      mend(project);
    },
    goOn: [...goOn, "-i", "who=you"],
  },
  {
    name: "actions-used-up",
    about: "Limited by --max-actions.",
    layout: { files: { "w.yaml": file(script("a"), script("b"), script("c")) } },
    make: (project) => project.run(0, ...run, "--max-actions", "2"),
    goOn,
  },
  {
    name: "budget-used-up",
    about: "Its money was spent after the first agent.",
    layout: { files: { "w.yaml": file(agent, agent.replace("notes", "more"), script("b")) } },
    make: (project) => project.run(6, ...run, "--budget", "0.25"),
    goOn: [...goOn, "--budget", "5"],
  },
  {
    name: "checkpoint-damaged",
    about: "The checkpoint is torn: it is rebuilt from the journal.",
    layout: { files: { "w.yaml": file(script("a"), script("b", "test -e mended")) } },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
      project.edit(`.agentic-sdlc/.workflow-state-${await project.runId()}.json`, (text) =>
        text.slice(0, 200),
      );
    },
    goOn,
  },
  {
    name: "checkpoint-missing",
    about: "The checkpoint was removed, which abandons the run.",
    layout: { files: { "w.yaml": file(script("a"), script("b", "test -e mended")) } },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
      project.remove(`.agentic-sdlc/.workflow-state-${await project.runId()}.json`);
    },
    goOn: ["run", "w.yaml", "--continue=if-any"],
  },
  {
    name: "begun-afresh",
    about: "One run failed, and another of the same file was begun and killed.",
    layout: { files: { "w.yaml": file(script("a"), script("b", "test -e mended"), script("c")) } },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
      await project.killed([record("done", "b")], ...run);
    },
    goOn: ["run", "w.yaml", "--continue"],
  },
];
