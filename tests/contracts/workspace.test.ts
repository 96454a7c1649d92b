import { MemoryWorkspace } from "../helpers/memory/workspace.ts";
import { workspaceContract } from "./workspace.contract.ts";

const committed = {
  ".gitignore": "ignored\n",
  "src/a.txt": "one\n",
  ".agentic-sdlc/stories/s.md": "story\n",
};

workspaceContract("memory", () => {
  const workspace = new MemoryWorkspace(committed);
  const { files, executing } = workspace;
  return {
    workspace,
    write: (path, text) => files.set(path, text),
    remove: (path) => files.delete(path),
    checkout() {
      for (const [path, text] of Object.entries(committed)) files.set(path, text);
    },
    files: (tree) => [...workspace.tree(tree).keys()],
    show(tree, path) {
      const text = workspace.tree(tree).get(path);
      if (text === undefined) throw new Error(`${path} is not in ${tree}`);
      return text;
    },
    writeExecuting: (name, text) => executing.set(name.toLowerCase(), text),
    readHook: (name) => `${executing.get(name)}`,
    settings: () => JSON.stringify([...executing]),
    guardFile: () => "guard.json",
  };
});
