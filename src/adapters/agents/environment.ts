/** What an attempt's environment tells its processes (docs/agents.md). */
export interface AttemptFacts {
  readonly action: string;
  readonly attempt: number;
  readonly runId: string;
  /** Printed path: `story[add-dark-mode]/implement#2`. */
  readonly path: string;
  readonly token: string;
  readonly storyId: string;
  readonly storySlug: string;
  /** Absolute path, to read. */
  readonly storyFile: string;
  /** The session it may go on in. */
  readonly sessionId?: string;
  /** Absolute path. */
  readonly resultFile: string;
}

/** The complete environment of an attempt's processes: `quietEnvironment` and AGENTIC_SDLC_*. */
export function attemptEnvironment(
  parentEnv: Readonly<Record<string, string | undefined>>,
  facts: AttemptFacts,
  deny: readonly string[],
): Record<string, string> {
  return { ...quietEnvironment(parentEnv, deny), ...named(facts) };
}

/**
 * The parent's environment, less the variables whose names `deny` matches (`*` stands for anything, any case) and less
 * what an outer run set, plus what keeps git, ssh and gh from asking anybody.
 */
export function quietEnvironment(
  parentEnv: Readonly<Record<string, string | undefined>>,
  deny: readonly string[],
): Record<string, string> {
  const denied = deny.map(pattern);
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(parentEnv)) {
    const withheld = /^AGENTIC_SDLC_/i.test(name) || denied.some((test) => test.test(name));
    if (value !== undefined && !withheld) env[name] = value;
  }
  return { ...env, ...silence(env) };
}

function pattern(text: string): RegExp {
  const escaped = text.split(/\*+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "i");
}

/** Programs that would ask for a password or a decision fail instead. */
function silence(env: Readonly<Record<string, string>>): Record<string, string> {
  const ownSsh = env.GIT_SSH_COMMAND !== undefined || env.GIT_SSH !== undefined;
  return {
    GIT_TERMINAL_PROMPT: "0",
    // A program that fails: looked up in PATH by git and by ssh.
    GIT_ASKPASS: "false",
    SSH_ASKPASS: "false",
    GCM_INTERACTIVE: "never",
    GH_PROMPT_DISABLED: "1",
    ...(ownSsh ? {} : { GIT_SSH_COMMAND: "ssh -oBatchMode=yes" }),
  };
}

function named(facts: AttemptFacts): Record<string, string> {
  return {
    AGENTIC_SDLC_ACTION: facts.action,
    AGENTIC_SDLC_ATTEMPT: String(facts.attempt),
    AGENTIC_SDLC_RUN_ID: facts.runId,
    AGENTIC_SDLC_PATH: facts.path,
    AGENTIC_SDLC_TOKEN: facts.token,
    AGENTIC_SDLC_STORY_ID: facts.storyId,
    AGENTIC_SDLC_STORY_SLUG: facts.storySlug,
    AGENTIC_SDLC_STORY_FILE: facts.storyFile,
    AGENTIC_SDLC_RESULT_FILE: facts.resultFile,
    ...(facts.sessionId === undefined ? {} : { AGENTIC_SDLC_SESSION_ID: facts.sessionId }),
  };
}
