/** How a program gets onto a machine, and is let in by its service. */
export interface Setup {
  readonly install: string;
  readonly login: string;
}

/** One row per program that has an adapter of its own, the preferred one first: what a person types, or sets. */
export const setups = {
  claude: {
    install: "npm install -g @anthropic-ai/claude-code",
    login: "Type claude, then /login; or set ANTHROPIC_API_KEY",
  },
  codex: { install: "npm install -g @openai/codex", login: "Type codex login; or set CODEX_API_KEY" },
  gemini: {
    install: "npm install -g @google/gemini-cli",
    login: "Type gemini, and choose how to log in; or set GEMINI_API_KEY",
  },
  opencode: { install: "npm install -g opencode-ai", login: "Type opencode auth login" },
  pi: {
    install: "npm install -g @mariozechner/pi-coding-agent",
    login: "Type pi, then /login; or set your provider's key",
  },
} satisfies Readonly<Record<string, Setup>>;

/** Programs that have adapters of their own. Each is also an agent by its own name, without any config. */
export const programTypes = Object.keys(setups) as readonly ProgramType[];

export type ProgramType = keyof typeof setups;

/** What an agent of a type can do. `own`: that is up to the agent itself (docs/agents.md holds the same table). */
export interface Abilities {
  /** Whether an interrupted attempt goes on in its session. */
  readonly sessions: "yes" | "own";
  /** How it is held to the form of an answer: by its service, or by the prompt's words. */
  readonly schema: "native" | "prompt";
  /** What it tells of what it used. */
  readonly usage: "cost" | "tokens" | "own";
  /** Whether it stops by itself when its money is spent. */
  readonly budget: "yes" | "no";
  /** Whether one that may only read cannot write: it is kept from it, or only refused what it asks for. */
  readonly read: "held" | "asked" | "own";
  /** How far one that may write gets. */
  readonly write:
    | "workspace"
    | "workspace, no shell"
    | "workspace, but for its shell"
    | "anywhere"
    | "asked"
    | "own";
}

const own = {
  sessions: "own",
  schema: "prompt",
  usage: "own",
  budget: "no",
  read: "own",
  write: "own",
} as const;

/** One row per type of agent. One that records is as the agent that it records. */
export const abilities: Readonly<Record<ProgramType | "acp" | "command" | "replay" | "record", Abilities>> = {
  claude: {
    ...{ sessions: "yes", schema: "native", usage: "cost", budget: "yes" },
    ...{ read: "held", write: "workspace, but for its shell" },
  },
  codex: {
    ...{ sessions: "yes", schema: "native", usage: "tokens", budget: "no" },
    ...{ read: "held", write: "workspace" },
  },
  gemini: {
    ...{ sessions: "yes", schema: "prompt", usage: "tokens", budget: "no" },
    ...{ read: "held", write: "workspace, no shell" },
  },
  opencode: {
    ...{ sessions: "yes", schema: "prompt", usage: "cost", budget: "no" },
    ...{ read: "held", write: "workspace, but for its shell" },
  },
  pi: {
    ...{ sessions: "yes", schema: "prompt", usage: "cost", budget: "no" },
    ...{ read: "held", write: "anywhere" },
  },
  acp: { ...own, read: "asked", write: "asked" },
  command: own,
  replay: own,
  record: own,
};
