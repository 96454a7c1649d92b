import type { Mutation } from "../harness/bundle.ts";

/** A store that is broken on purpose, and the part of the harness that must notice. */
export interface Mutant {
  readonly name: string;
  readonly mutations: readonly Mutation[];
  readonly caughtBy: "audit" | "kill" | "recovery" | "ENOSPC" | "short";
}

const journal = "adapters/files/journal/journal.ts";
const durable = "adapters/files/durable/write.ts";

export const mutants: readonly Mutant[] = [
  {
    name: "acknowledges records before they are synced",
    mutations: [{ file: journal, find: "fdatasyncSync(this.fd);", replace: "" }],
    caughtBy: "audit",
  },
  {
    name: "does not sync a new journal's folder",
    mutations: [{ file: journal, find: "      syncFolder();", replace: "" }],
    caughtBy: "audit",
  },
  {
    name: "does not sync what it believes of a dead writer",
    mutations: [{ file: journal, find: "syncFile(join(dir, journalFile(earlier)))", replace: "" }],
    caughtBy: "recovery",
  },
  {
    name: "renames a file that is not synced",
    mutations: [{ file: durable, find: "fsyncSync(fd);\n      checkSize", replace: "checkSize" }],
    caughtBy: "audit",
  },
  {
    name: "does not sync the folder after a rename",
    mutations: [
      {
        file: durable,
        find: "throw error;\n    }\n    syncPathOfDir(path);\n  });\n}\n\n/**\n * Creates a file",
        replace: "throw error;\n    }\n  });\n}\n\n/**\n * Creates a file",
      },
    ],
    caughtBy: "audit",
  },
  {
    name: "does not sync a new folder's name",
    mutations: [{ file: durable, find: "syncPathOfDir(dir);\n  if (!created) return;", replace: "return;" }],
    caughtBy: "audit",
  },
  {
    name: "moves the old file to .bak before the new one has its name",
    mutations: [
      {
        file: durable,
        find: "renameSync(temporary, path);",
        replace:
          'if (statSync(path, { throwIfNoEntry: false })) renameSync(path, path + ".bak");\n      renameSync(temporary, path);',
      },
    ],
    caughtBy: "kill",
  },
  {
    name: "appends the checkpoint's bytes in place",
    mutations: [
      {
        file: durable,
        find: "const temporary = writeTemporary(path, data, mode);\n    try {\n      renameSync(temporary, path);",
        replace:
          'const temporary = path;\n    try {\n      const fd = openSync(path, "w", mode);\n      writeAll(fd, Buffer.from(data));\n      fsyncSync(fd);\n      closeSync(fd);',
      },
    ],
    caughtBy: "kill",
  },
  {
    name: "does not look how much was written",
    mutations: [
      { file: durable, find: "done += written;", replace: "done = bytes.length;" },
      { file: durable, find: "if (size !== expected) throw", replace: "if (size < 0) throw" },
    ],
    caughtBy: "short",
  },
  {
    name: "goes on after a failed append",
    mutations: [
      {
        file: journal,
        find: "for (const { reject } of batch) reject(this.refused);",
        replace: "for (const { resolve } of batch) resolve([]);",
      },
    ],
    caughtBy: "ENOSPC",
  },
];
