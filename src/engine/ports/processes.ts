export interface ShellRun {
  readonly exitCode: number | null;
  /** What ended it, where a signal did. */
  readonly signal: string | null;
  readonly durationMs: number;
  readonly tail: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** Processes of attempts and checks. */
export interface Processes {
  /** Runs a shell command; resolves always; nothing of it is alive afterwards. */
  shell(
    command: string,
    options: {
      cwd: string;
      env: Readonly<Record<string, string>>;
      /** What is set in `env` beside the token. */
      variables?: Readonly<Record<string, string>>;
      token: string;
      /** The whole standard input; without it there is none. */
      stdin?: string;
      timeoutMs?: number;
      signal: AbortSignal;
      onStart?: (process: { readonly pid: number; readonly startTime: string | null }) => void;
      /** Its outputs are wanted whole, at its end: `tail` is then that of stderr or, where that is empty, of stdout. */
      unheard?: boolean;
    },
  ): Promise<ShellRun>;
  /** Ends everything a dead attempt left running. Resolves when nothing remains. */
  end(of: { token: string; pid?: number; startTime?: string | null }): Promise<void>;
}
