import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { programTypes } from "../../domain/agent/types.ts";
import type { AgentConfig } from "../../domain/config/config.ts";
import { statuses } from "../../domain/story/story.ts";
import { createFileExclusive, mkdirDurable, replaceFile } from "../files/durable/write.ts";
import { isRepositoryRoot } from "../git/root.ts";
import { configFile } from "./config.ts";
import { configJsonSchema } from "./schema/json-schema.ts";

/** The board's folder in a project. */
export const boardDir = ".agentic-sdlc";

/** Files and folders of people's own making: the umask decides, as for any file they create. */
const open = { file: 0o666, folder: 0o777 };

const ignored = [
  "runs/",
  "attempts/",
  "leases/",
  "outputs/",
  ".workflow-state*.json",
  // What killed writers leave: our own, and write-file-atomic's.
  ".*.tmp",
  "*.md.[0-9]*[0-9]",
  "*.bak-*",
];
const ignoreHead = "# One machine's state. Stories, workflows and prompts belong in git.";

/** Creates the board's folders unless there are some already. Throws NotSavedError. */
export function createBoard(root: string, kanban: boolean): { path: string; created: boolean } {
  const flat = isFolder(join(root, boardDir, "stories"));
  const folders = statuses.some((status) => isFolder(join(root, boardDir, status)));
  const path =
    flat || (!folders && !kanban) ? `${boardDir}/stories/` : `${boardDir}/{${statuses.join(",")}}/`;
  if (flat || folders) return { path, created: false };
  for (const name of kanban ? statuses : ["stories"]) mkdirDurable(join(root, boardDir, name), open.folder);
  return { path, created: true };
}

/** What `.agentic-sdlc/.gitignore` lacks to keep one machine's state out of git. */
export function missingIgnores(root: string): string[] {
  const lines = ignoreLines(root);
  return ignored.filter((line) => !lines.includes(line) && !lines.includes(`/${line}`));
}

/** Adds what is missing to the board's .gitignore; other lines stay. Says whether it did. Throws NotSavedError. */
export function writeIgnores(root: string): boolean {
  const missing = missingIgnores(root);
  if (missing.length === 0) return false;
  const lines = ignoreLines(root);
  while (lines.at(-1) === "") lines.pop();
  const head = lines.length === 0 ? [ignoreHead] : lines;
  replaceFile(join(root, boardDir, ".gitignore"), `${[...head, ...missing].join("\n")}\n`, open.file);
  return true;
}

/** Puts this version's JSON Schema beside the board, where editors find it offline. Throws NotSavedError. */
export function writeSchema(root: string): boolean {
  const file = join(root, boardDir, "config.schema.json");
  const text = configJsonSchema();
  if (existsSync(file) && readFileSync(file, "utf8") === text) return false;
  replaceFile(file, text, open.file);
  return true;
}

/** Creates `.agentic-sdlc.json`; false when there is one, which stays byte for byte. Throws NotSavedError. */
export function createConfig(root: string, content: { checks: string[]; agent?: string }): boolean {
  const data = {
    $schema: `./${boardDir}/config.schema.json`,
    ...(content.agent !== undefined && namedAgent(content.agent)),
    checks: content.checks,
  };
  return createFileExclusive(join(root, configFile), `${JSON.stringify(data, null, 2)}\n`, open.file);
}

/** A program with an adapter of its own needs no more than its name. */
function namedAgent(file: string): { agents?: Record<string, AgentConfig>; agent: string } {
  if (programTypes.some((program) => program === file)) return { agent: file };
  const program = basename(file).replace(/\.\w+$/, "");
  const name = /^[A-Za-z0-9][\w.-]*$/.test(program) ? program : "mine";
  return { agents: { [name]: { type: "command", command: [file] } }, agent: name };
}

/** A board in a folder above, within the same git repository. */
export function boardAbove(root: string): string | undefined {
  let found: string | undefined;
  for (let dir = root; ; dir = dirname(dir)) {
    if (dir !== root && found === undefined && isFolder(join(dir, boardDir))) found = dir;
    if (isRepositoryRoot(dir)) return found;
    if (dirname(dir) === dir) return undefined;
  }
}

/** Whether the folder lies in a git repository, without running git. */
export function inRepository(root: string): boolean {
  if (isRepositoryRoot(root)) return true;
  return dirname(root) !== root && inRepository(dirname(root));
}

function ignoreLines(root: string): string[] {
  const file = join(root, boardDir, ".gitignore");
  return existsSync(file) ? readFileSync(file, "utf8").split(/\r?\n/) : [];
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
