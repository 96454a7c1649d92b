import { record, type State } from "./states.ts";
import { fails, file, goOn, mend, run, script, waits } from "./workflow-text.ts";

/** The items of `items.json`, each with a command that writes its id. */
const items = (more: string, keys = "") => `name: w
steps:
  - { id: list, type: script, run: "echo list >> calls.log; cat items.json", reuse: false }
  - id: each
    type: script
    foreach: \${{ steps.list.output }}
    ${keys}
    env: { ID: "\${{ item.id }}" }
    run: |
      echo "$ID" >> calls.log
      { ${more}; } || exit 1
      echo "$ID!"
  - { id: sum, type: script, run: "echo sum >> calls.log; cat", stdin: "\${{ join(steps.each.stdout, ',') }}" }
outputs: { sum: "\${{ steps.sum.stdout }}" }
`;
const ids = (...all: string[]) => JSON.stringify(all.map((id) => ({ id })));
const mendedC = 'test "$ID" != c || test -e mended';

const child = {
  "w.yaml": `name: w
steps:
  - { id: before, type: script, run: "echo before >> calls.log" }
  - { id: part, type: workflow, path: ./part.yaml, foreach: [x, y], inputs: { name: "\${{ item }}" } }
  - { id: after, type: script, run: "echo after >> calls.log; cat", stdin: "\${{ toJson(steps.part.outputs) }}" }
outputs: { all: "\${{ steps.after.output }}" }
`,
  "part.yaml": `name: part
inputs: { name: { type: string } }
steps:
  - { id: one, type: script, run: "echo one of \${{ inputs.name }} >> calls.log; echo \${{ inputs.name }}" }
  - { id: leaf, type: workflow, path: ./leaf.yaml, inputs: { name: "\${{ steps.one.stdout }}" } }
outputs: { got: "\${{ steps.leaf.outputs.got }}" }
`,
  "leaf.yaml": `name: leaf
inputs: { name: { type: string } }
env: { NAME: "\${{ inputs.name }}" }
steps:
  - { id: first, type: script, run: "echo first of \${{ inputs.name }} >> calls.log; echo \${{ inputs.name }}" }
  - id: second
    type: script
    run: |
      echo "second of $NAME" >> calls.log
      if [ "$NAME" = y ] && [ ! -e mended ]; then echo $$ >> hanging; exec sleep 600; fi
      echo "$NAME$NAME"
outputs: { got: "\${{ steps.second.stdout }}" }
`,
};

type Made = Pick<State, "name" | "about" | "make"> & {
  readonly files: Readonly<Record<string, string>>;
  readonly goOn?: readonly string[];
};

/** States of commands, collections and children. */
const made: Made[] = [
  {
    name: "script-killed",
    about: "Killed while a command was at work.",
    files: { "w.yaml": file(script("a"), script("b", waits), script("c")) },
    async make(project) {
      await project.hanging(1, run);
      mend(project);
    },
  },
  {
    name: "script-stopped",
    about: "Stopped by Ctrl+C while a command was at work.",
    files: { "w.yaml": file(script("a"), script("b", waits), script("c")) },
    async make(project) {
      await project.hanging(1, run, { signal: "SIGINT" });
      mend(project);
    },
  },
  {
    name: "script-failed",
    about: "A command failed.",
    files: { "w.yaml": file(script("a"), script("b", fails), script("c")) },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
    },
  },
  {
    name: "script-fails-again",
    about: "A command failed, and fails again.",
    files: { "w.yaml": file(script("a"), script("b", fails), script("c")) },
    make: (project) => project.run(1, ...run),
  },
  {
    name: "several-at-once",
    about: "Killed while several commands were at work, one of them done.",
    files: {
      "w.yaml": file(
        script("a", waits, "needs: []"),
        script("b", waits, "needs: []"),
        script("c", "", "needs: []"),
        script("d", "", "needs: [a, b, c]"),
      ),
      "in-any-order": "",
    },
    async make(project) {
      await project.hanging(2, [...run, "--concurrency", "3"]);
      mend(project);
    },
  },
  {
    name: "intent-alone",
    about: "A command was to start.",
    files: { "w.yaml": file(script("a"), script("b"), script("c")) },
    make: (project) => project.killed([record("intent", "b")], ...run),
  },
  {
    name: "done-and-no-more",
    about: "Killed as soon as a command was done.",
    files: { "w.yaml": file(script("a"), script("b"), script("c")) },
    make: (project) => project.killed([record("done", "b")], ...run),
  },
  {
    name: "run-ended",
    about: "Killed when the run had ended, and its checkpoint lay where it was.",
    files: { "w.yaml": file(script("a")) },
    make: (project) => project.killed([record("run-ended")], ...run),
    goOn: ["run", "w.yaml", "--continue=if-any"],
  },
  {
    name: "item-failed",
    about: "One item of a collection failed, what does not depend on it is done.",
    files: { "w.yaml": items(mendedC, "failFast: false"), "items.json": ids("a", "b", "c", "d") },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
    },
  },
  {
    name: "item-failed-fast",
    about: "One item failed, and no further one was started.",
    files: { "w.yaml": items(mendedC), "items.json": ids("a", "b", "c", "d") },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
    },
  },
  {
    name: "items-changed",
    about: "One item is gone, one is new, and the order is another since one failed.",
    files: { "w.yaml": items(mendedC, "failFast: false"), "items.json": ids("a", "b", "c", "d") },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
      project.write("items.json", ids("d", "c", "e", "a"));
    },
  },
  {
    name: "equal-keys",
    about: "Killed among items that have the same key.",
    files: {
      "w.yaml": items(
        'test -e mended || test "$(grep -c a calls.log)" != 2 || { echo $$ >> hanging; exec sleep 600; }',
      ),
      "items.json": ids("a", "a", "a"),
    },
    async make(project) {
      await project.hanging(1, run);
      mend(project);
    },
  },
  {
    name: "large-output",
    about: "What is done gave more than a record holds, and is read by what comes.",
    files: {
      "w.yaml": `${file(script("a", "head -c 70000 /dev/zero | tr '\\\\\\\\0' x"))}  - { id: b, type: script, stdin: "\${{ steps.a.stdout }}", run: "echo b >> calls.log; ${fails} && wc -c" }
outputs: { bytes: "\${{ steps.b.output }}" }
`,
    },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
    },
  },
  {
    name: "grandchild-killed",
    about: "Killed in the second item's grandchild.",
    files: child,
    async make(project) {
      await project.hanging(1, run);
      mend(project);
    },
  },
  {
    name: "grandchild-done",
    about: "Killed when the first item's grandchild was done, and its parents were not.",
    files: child,
    make: (project) =>
      project.killed([record("done", "part[x]/leaf/second")], ...run).then(() => mend(project)),
  },
  {
    name: "only-one-node",
    about: "Of two that failed only one was to run again: the run is unfinished.",
    files: { "w.yaml": items("test -e mended", "failFast: false"), "items.json": ids("a", "b") },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
      await project.run(0, ...goOn, "--only", "each[b]");
    },
  },
  {
    name: "only-to-be-run",
    about: "Of two that failed only one is to run.",
    files: { "w.yaml": items("test -e mended", "failFast: false"), "items.json": ids("a", "b") },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
    },
    goOn: [...goOn, "--only", "each[b]"],
  },
  {
    name: "rerun-asked",
    about: "A node is to run again, and what read it.",
    files: { "w.yaml": items(mendedC), "items.json": ids("a", "b", "c") },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
    },
    goOn: [...goOn, "--rerun", "each[a]"],
  },
  {
    name: "rerun-killed",
    about: "Killed when a node was reopened, and nothing more.",
    files: { "w.yaml": items(mendedC), "items.json": ids("a", "b", "c") },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
      await project.killed([record("reopened", "each[a]")], ...goOn, "--rerun", "each[a]");
    },
  },
  {
    name: "continued-and-killed",
    about: "Continued after a failure, and killed in what comes later.",
    files: { "w.yaml": file(script("a"), script("b", fails), script("c"), script("d")) },
    async make(project) {
      await project.run(1, ...run);
      mend(project);
      await project.killed([record("done", "c")], ...goOn);
    },
  },
];

export const fileStates: State[] = made.map(({ name, about, make, files, goOn: words = goOn }) => ({
  ...{ name, about, make, goOn: words },
  layout: { files },
}));
