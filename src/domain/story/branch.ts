/** Every branch of ours is below this name. */
export const branchPrefix = "agentic-sdlc/";

/**
 * Why a name cannot be a story's branch; undefined when it can. The rules of `git check-ref-format`, and ours: it lies
 * below `agentic-sdlc/`.
 */
export function branchProblem(name: string): string | undefined {
  if (!name.startsWith(branchPrefix)) return `it lies outside ${branchPrefix}`;
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
