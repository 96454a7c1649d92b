import type { Mutation } from "../harness/bundle.ts";
import type { Call } from "../harness/strace.ts";

/** A product that is broken on purpose, and the part of the harness that must notice. */
export interface Mutant {
  readonly name: string;
  readonly mutations: readonly Mutation[];
  /** `recovery`: the audit of what a run builds on after a kill. */
  readonly caughtBy: "audit" | "kill" | "recovery";
  /** Left out of `npm test`: it takes long, or the store's own tests catch its like. */
  readonly onlyInFull?: boolean;
  /** How the first complaint about it begins. */
  readonly as: RegExp;
  /** The points that matter to it; the whole enumeration is for the whole product. */
  readonly at?: (point: Call) => boolean;
}

const storyWrite = "adapters/files/story/write.ts";
const storyFolder = ({ name, path }: Call) => name === "fsync" && path.endsWith("/stories");

export const mutants: readonly Mutant[] = [
  {
    name: "sets the flag before it records that the action is done",
    mutations: [
      {
        file: "engine/story/judge.ts",
        find: 'await ctx.session.record({\n    ...ref(attempt),\n    type: "done",',
        replace:
          'const flag = ctx.workflow.steps.find((s) => s.id === attempt.action)?.sets;\n  if (flag !== undefined) await writeKeys(ctx, { [flag]: true });\n  await ctx.session.record({\n    ...ref(attempt),\n    type: "done",',
      },
    ],
    caughtBy: "kill",
    as: /^UNUSABLE \(implementation_complete without a record/,
    at: storyFolder,
  },
  {
    name: "gives a story file its name before its bytes are synced",
    mutations: [{ file: storyWrite, find: "fsyncSync(fd);\n    checkSize", replace: "checkSize" }],
    caughtBy: "audit",
    as: /^bytes of a\.md/,
  },
  {
    name: "does not sync the folder of a story file",
    onlyInFull: true,
    mutations: [{ file: storyWrite, find: "syncDir(dirname(realpathSync(path)));", replace: "" }],
    caughtBy: "audit",
    as: /^name of a\.md/,
  },
  {
    name: "builds on a flag that a dead run left unsynced",
    onlyInFull: true,
    mutations: [
      {
        file: "adapters/files/story/patch.ts",
        find: "if (!changed) syncDir(dirname(join(root, at)));",
        replace: "",
      },
    ],
    caughtBy: "recovery",
    as: /^not durable: name of a\.md/,
    at: storyFolder,
  },
  {
    name: "starts the agent before its intent is recorded",
    onlyInFull: true,
    mutations: [{ file: "adapters/files/journal/journal.ts", find: "fdatasyncSync(this.fd);", replace: "" }],
    caughtBy: "audit",
    as: /^bytes of journal/,
  },
  {
    name: "moves the old checkpoint to .bak before the new one has its name",
    onlyInFull: true,
    mutations: [
      {
        file: "adapters/files/durable/write.ts",
        find: "renameSync(temporary, path);",
        replace:
          'if (statSync(path, { throwIfNoEntry: false })) renameSync(path, path + ".bak");\n      renameSync(temporary, path);',
      },
    ],
    caughtBy: "kill",
    as: /^UNUSABLE \(ENOENT/,
    at: ({ name, path }) => name === "rename" && path.includes("workflow-state"),
  },
];
