/** Nothing of the repository may run a program of its own when we look at it, and nothing may ask. */
const safeConfig = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "commit.gpgSign=false",
  "core.quotePath=false",
  // A private index is whole: a split one would leave a part of itself behind.
  "core.splitIndex=false",
  // Refuses files whose line endings do not survive; we only look, and store what git would.
  "core.safecrlf=false",
  "advice.addEmbeddedRepo=false",
];

/** A command's arguments, with the settings under which nothing of the repository runs. */
export function gitArguments(args: readonly string[]): string[] {
  return [...safeConfig.flatMap((setting) => ["-c", setting]), ...args];
}

/** Variables by which the user chooses settings; every other one may be about an outer git's repository or command. */
const kept =
  /^GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|EXEC_PATH|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM)$/;

/** Our own variables less all that is about another git. */
export function gitEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && (!name.startsWith("GIT_") || kept.test(name))) env[name] = value;
  }
  return { ...env, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", GIT_ASKPASS: "false" };
}
