/** Every branch of ours is below this name. */
const branchPrefix = "agentic-sdlc/";

/** Whether a branch is one of ours: no other is ever written to. */
export function isOurBranch(name: string): boolean {
  return name.startsWith(branchPrefix);
}

/** Why a name cannot be a branch's (`git check-ref-format --branch`); undefined when it can. */
export function branchProblem(name: string): string | undefined {
  if (name.startsWith("-")) return "git allows no - at the beginning";
  if (name === "HEAD") return "git allows no branch of that name";
  if (/[\0-\x20\x7f~^:?*[\\]/.test(name))
    return "git allows no spaces, control characters or any of ~ ^ : ? * [ \\";
  if (name.includes("..")) return "git allows no ..";
  if (name.includes("@{")) return "git allows no @{";
  if (name.endsWith(".")) return "git allows no . at the end";
  const parts = name.split("/");
  if (parts.includes("")) return "a part between slashes is empty";
  if (parts.some((part) => part.startsWith("."))) return "a part begins with a .";
  if (parts.some((part) => part.endsWith(".lock"))) return "a part ends with .lock";
  return undefined;
}
