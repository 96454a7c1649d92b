import { type ChildProcess, spawn } from "node:child_process";
import { bin } from "../cli.ts";
import { type ScratchStory, scratchBoard } from "../scratch-board.ts";
import { WorkflowProject } from "../workflow-project.ts";

/**
 * Notes its call, its prompt and its environment. Works while there is a file `hold`, or one for its path or story;
 * then its result is what the file `answer-<attempt>`, else `answer` says.
 */
const heldAgent = `#!/bin/sh
cat > "prompt-$AGENTIC_SDLC_ACTION"
env > "env-$AGENTIC_SDLC_ACTION"
echo "$AGENTIC_SDLC_PATH#$AGENTIC_SDLC_ATTEMPT \${AGENTIC_SDLC_SESSION_ID:--}" >> "$CALLS"
echo '{"sessionId":"s1"}' > "$AGENTIC_SDLC_RESULT_FILE"
while [ -e hold ] || [ -e "hold-$AGENTIC_SDLC_ACTION" ] || [ -e "hold-$AGENTIC_SDLC_STORY_SLUG" ]; do sleep 0.02; done
for answer in "answer-$AGENTIC_SDLC_ATTEMPT" answer; do
  if [ -e "$answer" ]; then cat "$answer" > "$AGENTIC_SDLC_RESULT_FILE"; break; fi
done
echo "did $AGENTIC_SDLC_ACTION"
if [ "$AGENTIC_SDLC_ACTION" = review ]; then echo "VERDICT: approved"; fi
`;

/** A project with workflow files, stories, and an agent that people direct by files. */
export class PeopleProject extends WorkflowProject {
  readonly #board;

  constructor(
    dir: string,
    files: Readonly<Record<string, string>>,
    { stories = [], agent = heldAgent, config = {}, env = {} }: PeopleOptions = {},
  ) {
    super(dir, files, env);
    this.#board = scratchBoard(dir, stories, { agent, config });
  }

  /** Every call of the agent: `path#attempt session`, in order. */
  calls(): string[] {
    return this.#board.calls();
  }

  status(slug: string): string | undefined {
    return this.#board.status(slug);
  }

  configure(config: object): void {
    const agent = { agents: { test: { type: "command", command: ["./agent.sh"] } }, agent: "test" };
    this.write(".agentic-sdlc.json", JSON.stringify({ ...agent, ...config }));
  }

  /** The newest run's id. */
  get runId(): string {
    return this.runIds().sort().at(-1) ?? "";
  }

  /** Starts the command line, and does not wait for it. */
  start(...args: string[]): Started {
    return new Started(args, this.dir, this.env);
  }
}

interface PeopleOptions {
  readonly stories?: readonly ScratchStory[];
  readonly agent?: string;
  readonly config?: object;
  readonly env?: Record<string, string>;
}

/** The command line at work. */
export class Started {
  output = "";
  /** The exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #changed = () => {};

  constructor(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [bin, ...args], {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, LANG: "C.UTF-8", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.output += text;
        this.#changed();
      });
    }
    this.ended = new Promise((resolve) => this.#child.on("close", resolve));
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.ended;
  }

  /** Resolves when `text` was printed; rejects after 20 s. */
  prints(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${text} was not printed: ${this.output}`)), 20_000);
      this.#changed = () => {
        if (!this.output.includes(text)) return;
        clearTimeout(timer);
        resolve();
      };
      this.#changed();
    });
  }
}

export function agent(id: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { id, type: "agent", prompt: `Do ${id}`, ...more };
}

export function story(id: string, of: string, more: Readonly<Record<string, unknown>> = {}) {
  return { id, type: "story", story: of, ...more };
}

export function gate(id: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { id, type: "gate", message: `${id}?`, ...more };
}
