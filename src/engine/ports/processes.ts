/** How to run a shell command. */
export interface ShellOptions {
  /** Absolute path. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What is set in `env` beside the token. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Marks every process of it (`AGENTIC_SDLC_TOKEN`), so that they are found when their runner died. */
  readonly token: string;
  /** The whole standard input; without it there is none. */
  readonly stdin?: string;
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
  /** Called once the command runs. */
  readonly onStart?: (process: { readonly pid: number; readonly startTime: string | null }) => void;
  /** Its outputs are wanted whole, at its end: `tail` is then that of stderr or, where that is empty, of stdout. */
  readonly unheard?: boolean;
}

/** How a shell command ended. */
export interface ShellRun {
  /**
   * `null`: ended by a signal, the time limit or the caller's `signal`, or not started at all. Never 0 for an aborted
   * one.
   */
  readonly exitCode: number | null;
  /** What ended it, where a signal did. */
  readonly signal: string | null;
  readonly durationMs: number;
  /** The end of both outputs as they came, up to 4 KiB; why it could not be started, if so. */
  readonly tail: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** The processes of checks, scripts and attempts. */
export interface Processes {
  /** Runs a shell command. Resolves always, once it has ended and nothing of it is alive, whatever it left behind. */
  shell(command: string, options: ShellOptions): Promise<ShellRun>;
  /**
   * Ends everything a dead attempt left running: all that carry the token, and `pid` where it is still the process that
   * started at `startTime`. Resolves when nothing remains, at once when there is nothing. Rejects with UserError where
   * something cannot be ended.
   */
  end(of: { token: string; pid?: number; startTime?: string | null }): Promise<void>;
}
