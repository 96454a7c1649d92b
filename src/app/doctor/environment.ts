import { spawnSync } from "node:child_process";
import { type Check, counted, ok, problem, warning } from "./check.ts";

type Env = Readonly<Record<string, string | undefined>>;

const oldestNode = 20;
/** Of 2020, in every distribution that is still looked after. */
const oldestGit = [2, 25] as const;

export function checkNode(version: string): Check[] {
  if (Number.parseInt(version, 10) >= oldestNode) return [ok("node", `Node ${version}`)];
  return [problem("node", `Node ${version} is too old`, `Install Node ${oldestNode} or newer`)];
}

/** git itself, the repository, and whether one machine's state got into it. */
export function checkGit(root: string, env: Env): Check[] {
  const version = git(root, env, ["--version"]);
  if (version === undefined) {
    const fix = "Install git: without it nothing shows or keeps what an agent changed";
    return [warning("git", "git is not installed or does not run", fix)];
  }
  const [, text = "", major = "0", minor = "0"] = /((\d+)\.(\d+)\S*)/.exec(version) ?? [];
  const tooOld =
    Number(major) < oldestGit[0] || (Number(major) === oldestGit[0] && Number(minor) < oldestGit[1]);
  if (tooOld)
    return [problem("git", `git ${text} is too old`, `Install git ${oldestGit.join(".")} or newer`)];
  const top = git(root, env, ["rev-parse", "--show-toplevel"])?.trim();
  if (top === undefined) {
    return [
      warning("git", `git ${text}, but ${root} is in no repository`, "git init, and commit what is there"),
    ];
  }
  return [ok("git", `git ${text}, repository ${top}`), ...checkTracked(root, env)];
}

function checkTracked(root: string, env: Env): Check[] {
  const state = ["runs", "attempts", "leases", "outputs", ".workflow-state*.json"].map(
    (at) => `.agentic-sdlc/${at}`,
  );
  const tracked =
    git(root, env, ["ls-files", "-z", "--", ...state])
      ?.split("\0")
      .filter(Boolean) ?? [];
  if (tracked.length === 0) return [];
  const fix = `git rm -r --cached --ignore-unmatch -- ${state.map((at) => `'${at}'`).join(" ")}`;
  return [
    warning(
      "git",
      `${counted(tracked.length, "file")} of one machine's state in git, such as ${tracked[0]}`,
      fix,
    ),
  ];
}

/** Standard output, or `undefined` when git fails. It can neither ask nor run hooks of the repository. */
function git(root: string, env: Env, args: string[]): string | undefined {
  const quiet = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"];
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...rest } = env;
  const { status, stdout } = spawnSync("git", args[0] === "--version" ? args : [...quiet, ...args], {
    cwd: root,
    env: { ...rest, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" },
    stdio: ["ignore", "pipe", "ignore"],
    encoding: "utf8",
    timeout: 10_000,
  });
  return status === 0 ? stdout : undefined;
}
