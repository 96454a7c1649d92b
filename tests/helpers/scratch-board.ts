import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A story to put on a scratch board. */
export interface ScratchStory {
  readonly slug: string;
  readonly keys?: Readonly<Record<string, unknown>>;
  readonly body?: string;
}

/** What every test agent does at least: reads its prompt, and answers. */
export const politeAgent = `#!/bin/sh
cat > /dev/null
echo "$AGENTIC_SDLC_PATH" >> "$CALLS"
echo "did $AGENTIC_SDLC_ACTION"
if [ "$AGENTIC_SDLC_ACTION" = review ]; then echo "VERDICT: approved"; fi
`;

/** Works until there is a file `go` in the project. `before`: what it does first. */
export const waitingAgent = (before = "") => `#!/bin/sh
${before}
cat > /dev/null
echo "$AGENTIC_SDLC_PATH" >> "$CALLS"
while [ ! -e go ]; do sleep 0.05; done
echo "did $AGENTIC_SDLC_ACTION"
if [ "$AGENTIC_SDLC_ACTION" = review ]; then echo "VERDICT: approved"; fi
`;

/** A board in `dir`, with a shell script as its agent. `$CALLS` is a file the script may append to. */
export function scratchBoard(
  dir: string,
  stories: readonly ScratchStory[],
  options: { agent?: string; config?: object } = {},
): ScratchBoard {
  const folder = join(dir, ".agentic-sdlc/stories");
  mkdirSync(folder, { recursive: true });
  for (const { slug, keys = {}, body = "" } of stories) {
    const all = {
      id: `story-${slug}`,
      title: slug,
      status: "backlog",
      type: "feature",
      created: "2026-01-08",
      ...keys,
    };
    const front = Object.entries(all).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    writeFileSync(join(folder, `${slug}.md`), `---\n${front.join("\n")}\n---\n# ${slug}\n${body}`);
  }
  const agent = { agents: { test: { type: "command", command: ["./agent.sh"] } }, agent: "test" };
  writeFileSync(join(dir, ".agentic-sdlc.json"), JSON.stringify({ ...agent, ...options.config }));
  writeFileSync(join(dir, "agent.sh"), options.agent ?? politeAgent);
  chmodSync(join(dir, "agent.sh"), 0o755);
  return new ScratchBoard(dir);
}

/** Reads a scratch board the way an outsider would: files only. */
export class ScratchBoard {
  readonly dir: string;
  readonly env: Record<string, string>;

  constructor(dir: string) {
    this.dir = dir;
    this.env = { CALLS: join(dir, "calls.log") };
  }

  /** Every call of the agent, in order. */
  calls(): string[] {
    const file = this.env.CALLS!;
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  }

  /** Lets the waiting agents finish. */
  go(): void {
    writeFileSync(join(this.dir, "go"), "");
  }

  /** The stories' slugs, in the order of their names. */
  slugs(): string[] {
    return readdirSync(join(this.dir, ".agentic-sdlc/stories"))
      .filter((name) => name.endsWith(".md"))
      .map((name) => name.slice(0, -3))
      .sort();
  }

  story(slug: string): string {
    return readFileSync(join(this.dir, ".agentic-sdlc/stories", `${slug}.md`), "utf8");
  }

  status(slug: string): string | undefined {
    return /^status: *"?([a-z-]+)/m.exec(this.story(slug))?.[1];
  }

  /** All records of a story's journal, in order. */
  journal(slug: string): Record<string, unknown>[] {
    return journalIn(join(this.dir, ".agentic-sdlc/attempts", `story-${slug}`));
  }

  /** The records of the newest run's journal. */
  run(): Record<string, unknown>[] {
    const runs = join(this.dir, ".agentic-sdlc/runs");
    const id = existsSync(runs) ? readdirSync(runs).sort().at(-1) : undefined;
    return id === undefined ? [] : journalIn(join(runs, id));
  }

  /** The paths of a story's records of one type, in order. */
  paths(slug: string, type: string): unknown[] {
    return this.journal(slug)
      .filter((record) => record.type === type)
      .map((record) => record.path);
  }

  checkpoint(): Record<string, unknown> | undefined {
    const file = join(this.dir, ".agentic-sdlc/.workflow-state.json");
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  }
}

/** Every parseable line of the journal files in a folder. */
export function journalIn(dir: string): Record<string, unknown>[] {
  if (!existsSync(dir)) return [];
  const epoch = (name: string) => Number(name.split(".")[1]);
  const files = readdirSync(dir).filter((f) => /^journal\.\d+\.jsonl$/.test(f));
  return files
    .sort((a, b) => epoch(a) - epoch(b))
    .flatMap((f) => readFileSync(join(dir, f), "utf8").split("\n").filter(Boolean))
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}
