import { notSaved } from "../files/durable/write.ts";
import { git, gitOutput } from "./git.ts";
import { findRepository, type Repository } from "./repository.ts";
import { differingFiles, durably, isOurs, writeTree } from "./tree.ts";

const identity = {
  GIT_AUTHOR_NAME: "agentic-sdlc",
  GIT_AUTHOR_EMAIL: "agentic-sdlc@localhost",
  GIT_COMMITTER_NAME: "agentic-sdlc",
  GIT_COMMITTER_EMAIL: "agentic-sdlc@localhost",
};

/**
 * Keeps the present state of a work tree under `refs/agentic-sdlc/kept/<name>`, durable when it resolves to that ref. A
 * state kept there before stays reachable, as a parent of the new one. Resolves to null outside git, and when there is
 * nothing that HEAD does not have. Rejects with NotSavedError where it could not be kept.
 */
export async function keepState(dir: string, name: string): Promise<string | null> {
  const repository = await findRepository(dir);
  if (!repository) return null;
  const ref = `refs/agentic-sdlc/kept/${name.split("/").map(refComponent).join("/")}`;
  try {
    return await keepUnder(repository, ref, name);
  } catch (error) {
    throw notSaved(ref, error);
  }
}

async function keepUnder(repository: Repository, ref: string, name: string): Promise<string | null> {
  const { dir } = repository;
  const tree = await writeTree(repository, "as-in-index", durably);
  const head = await commitAt(dir, "HEAD");
  const before = await commitAt(dir, ref);
  const changed = await differingFiles(dir, head ?? (await emptyTree(dir)), tree);
  if (changed.every(isOurs)) return before === undefined ? null : ref;
  if (before !== undefined && (await differingFiles(dir, before, tree)).length === 0) return ref;
  const parents = [...new Set([head, before])].flatMap((parent) => (parent ? ["-p", parent] : []));
  const message = `What an interrupted attempt left: ${name}`;
  const commit = ["commit-tree", tree, ...parents, "-m", message];
  const made = (await gitOutput(dir, [...durably, ...commit], identity)).trim();
  await gitOutput(dir, [...durably, "update-ref", ref, made, before ?? ""], identity);
  return ref;
}

/** The commit a name stands for; undefined where there is none yet. */
export async function commitAt(dir: string, name: string): Promise<string | undefined> {
  const found = await git(dir, ["rev-parse", "--verify", "-q", `${name}^{commit}`]);
  return found?.code === 0 ? found.stdout.trim() : undefined;
}

/** The hash of a tree without files, in the repository's own format. Git knows it without being told. */
export async function emptyTree(dir: string): Promise<string> {
  return (await gitOutput(dir, ["hash-object", "-t", "tree", "--stdin"])).trim();
}

/** A name as git takes it in a ref: `a..b`, `a.` and `a.lock` are ids of stories, but no names of refs. */
function refComponent(name: string): string {
  return /\.\.|^\.|\.$|\.lock$/.test(name) ? name.replaceAll(".", "%2E") : name;
}
