import type { Config } from "../../../src/domain/config/config.ts";
import { builtinWorkflows } from "../../../src/domain/definition/story/builtin.ts";
import type { StoryWorkflow } from "../../../src/domain/definition/story/definition.ts";
import { apply, applyAll } from "../../../src/domain/journal/apply.ts";
import type { StoryExecution } from "../../../src/domain/journal/execution.ts";
import type { Recorded } from "../../../src/domain/journal/record.ts";
import type { RunRecord } from "../../../src/domain/journal/run-record.ts";
import { applyRun, type RunState } from "../../../src/domain/journal/run-state.ts";
import type { PersonMessage, StoryRecord } from "../../../src/domain/journal/story-record.ts";
import type { Board, Story, StoryPatch } from "../../../src/domain/story/story.ts";
import type { Deps } from "../../../src/engine/deps.ts";
import type { AgentRequest, AgentResult, LeftBehind } from "../../../src/engine/ports/agent.ts";
import type { RunEvent } from "../../../src/engine/ports/events.ts";
import type { StorySession } from "../../../src/engine/ports/execution-store.ts";
import type { RunSession } from "../../../src/engine/ports/run-store.ts";
import { testConfig } from "./config.ts";

export { testConfig } from "./config.ts";

/** Thrown by every durable operation from the moment of the crash on: nothing after it happens. */
export class Crash extends Error {}

/** What survives a crash: story files, journals, inboxes; and what an outsider saw agents do. */
export class World {
  readonly files = new Map<string, Story>();
  readonly journals = new Map<string, Recorded<StoryRecord>[]>();
  readonly runJournal: Recorded<RunRecord>[] = [];
  readonly inboxes = new Map<string, { name: string; message: PersonMessage }[]>();
  /** Every call of an agent, by printed path. */
  readonly calls: string[] = [];
  /** Tokens whose processes were ended. */
  readonly ended: string[] = [];
  readonly events: RunEvent[] = [];
  /** Durable operations until the crash; Infinity: none comes. */
  fuse = Number.POSITIVE_INFINITY;
  nowMs = Date.parse("2026-01-08T10:00:00Z");
  tree = "tree-1";
  workflow: StoryWorkflow = builtinWorkflows[0]!;
  config: Config = testConfig();
  answer: (request: AgentRequest, world: World) => Partial<AgentResult> = () => ({});
  check: (world: World) => number = () => 0;
  /** What a dead attempt left in its folder. */
  salvage: LeftBehind = {};
  #leases = new Map<string, number>();
  #generation = 0;

  /** One durable operation: it happens whole, or the crash comes before it. */
  durable<T>(operation: () => T): T {
    if (this.fuse <= 0) throw new Crash("crashed");
    this.fuse--;
    return operation();
  }

  addStory(slug: string, more: Partial<Story> = {}): Story {
    const story: Story = {
      id: `id-${slug}`,
      slug,
      path: `.agentic-sdlc/stories/${slug}.md`,
      title: slug,
      priority: 2,
      status: "backlog",
      type: "feature",
      created: "2026-01-08",
      updated: "2026-01-08",
      labels: [],
      dependencies: [],
      flags: {},
      body: "",
      hash: "0",
      ...more,
    };
    this.files.set(story.path, story);
    return story;
  }

  story(slug: string): Story {
    return [...this.files.values()].find((s) => s.slug === slug)!;
  }

  execution(slug: string): StoryExecution {
    return applyAll(this.journals.get(`id-${slug}`) ?? []);
  }

  board(): Board {
    return { stories: [...this.files.values()], broken: [], layout: "flat" };
  }

  /** A new process: what it holds in memory starts empty, and leases of the dead are free. */
  start(): { deps: Deps; run: RunSession } {
    this.fuse = Number.POSITIVE_INFINITY;
    this.#generation++;
    return { deps: this.#deps(), run: this.#run() };
  }

  #patch(path: string, make: (fresh: Story) => StoryPatch): Story {
    return this.durable(() => {
      const fresh = this.files.get(path);
      if (!fresh) throw new Error(`${path} is gone`);
      const { set = {}, sections = {} } = make(fresh);
      const flags = { ...fresh.flags };
      const keys: Record<string, unknown> = {};
      for (const [key, value] of Object.entries(set)) {
        if (key.endsWith("_complete")) flags[key] = value === true;
        else if (key === "status") keys.status = value;
        else if (key === "blocked_reason") keys.blockedReason = value ?? undefined;
        else if (key === "last_error") keys.lastError = value ?? undefined;
      }
      const body = Object.entries(sections).reduce((text, [id, section]) => {
        const there = new RegExp(`<${id}>.*?</${id}>`, "s");
        const block = `<${id}>${section.text}</${id}>`;
        return there.test(text) ? text.replace(there, block) : text + block;
      }, fresh.body);
      const story = { ...fresh, ...keys, flags, body } as Story;
      const hashed = {
        ...story,
        hash: JSON.stringify([story.status, flags, story.blockedReason, story.lastError, body]),
      };
      this.files.set(path, hashed);
      return hashed;
    });
  }

  #deps(): Deps {
    const agent = {
      name: "fake",
      resumes: true,
      salvage: () => this.salvage,
      perform: async (request: AgentRequest, onEvent: (e: never) => unknown) => {
        if (this.fuse <= 0) throw new Crash("crashed");
        this.calls.push(`${request.env.AGENTIC_SDLC_PATH}`);
        await onEvent({ type: "started", pid: 1, startTime: "1" } as never);
        await onEvent({ type: "session", sessionId: `s-${request.action}` } as never);
        const output = request.action === "review" ? "fine\nVERDICT: approved" : `${request.action} done`;
        return {
          exitCode: 0,
          signal: null,
          output,
          usage: { costUsd: 0.01 },
          durationMs: 1,
          ...this.answer(request, this),
        };
      },
    };
    return {
      stories: {
        load: () => this.board(),
        read: (path) => this.files.get(path),
        patch: (path, make) => this.#patch(path, make),
        mend: () => ({}),
        dependency: (board, name) => board.stories.find((s) => s.id === name || s.slug === name),
        inputHash: (story) => story.title,
      },
      executions: {
        ids: () => new Set([...this.journals.keys(), ...this.inboxes.keys()]),
        read: (id) => applyAll(this.journals.get(id) ?? []),
        pendingMessages: (id) => this.inboxes.get(id)?.length ?? 0,
        readText: (_id, text) => ("text" in text ? text.text : ""),
        holder: (id) => (this.#leases.get(id) === this.#generation ? "held" : undefined),
        open: (id) => this.#session(id),
      },
      config: this.config,
      workflowOf: () => this.workflow,
      hash: (text) => text,
      performerOf: () => ({ agent, access: "write" }),
      agentNamed: () => agent,
      workspaceOf: () => ({
        dir: "/w",
        treeHash: async () => this.tree,
        keep: async () => null,
        guard: async () => {},
        restore: async () => [],
        changes: async () => null,
        changedFiles: async () => [],
        ownFiles: () => ({}),
      }),
      prompts: {
        render: () => ({ prompt: "p", hash: "h" }),
        forStep: ({ prompt }) => prompt,
        hash: () => "h",
        sections: (step, output) => (output ? { [step.id]: { heading: step.id, text: output } } : {}),
      },
      processes: {
        shell: async () => ({
          exitCode: this.check(this),
          durationMs: 1,
          tail: "",
          stdout: "",
          stderr: "",
          timedOut: false,
          signal: null,
        }),
        end: async ({ token }) => {
          this.ended.push(token);
        },
      },
      environment: (of) => ({ AGENTIC_SDLC_PATH: of.path }),
      clock: {
        now: () => new Date(this.nowMs),
        sleep: async (until) => {
          this.nowMs = Math.max(this.nowMs, until.getTime());
        },
      },
      token: () => "token",
      mask: (text) => text,
      note: () => {},
      reporter: { event: (event) => this.events.push(event), close: async () => {} },
    } as Deps;
  }

  #session(id: string): StorySession {
    if (this.#leases.get(id) === this.#generation) throw new Error(`${id} is held twice`);
    this.durable(() => this.#leases.set(id, this.#generation));
    const journal = this.journals.get(id) ?? [];
    this.journals.set(id, journal);
    let execution = applyAll(journal);
    return {
      storyId: id,
      get execution() {
        return execution;
      },
      record: async (...records) => {
        for (const record of records) {
          this.durable(() => {
            const recorded = {
              ...record,
              seq: journal.length + 1,
              epoch: this.#generation,
              at: new Date(this.nowMs++).toISOString(),
            } as Recorded<StoryRecord>;
            journal.push(recorded);
            execution = apply(execution, recorded);
          });
          await Promise.resolve();
        }
      },
      attemptDir: () => "/attempt",
      keepText: (text) => ({ text }),
      readText: (text) => ("text" in text ? text.text : ""),
      messages: () => this.inboxes.get(id) ?? [],
      forgetMessage: (name) =>
        this.durable(() =>
          this.inboxes.set(
            id,
            (this.inboxes.get(id) ?? []).filter((m) => m.name !== name),
          ),
        ),
      release: () => void this.#leases.delete(id),
    };
  }

  #run(): RunSession {
    const world = this;
    let folded = 0;
    let state: RunState | undefined;
    const record = async (...records: RunRecord[]) => {
      for (const r of records) {
        this.durable(() =>
          this.runJournal.push({
            ...r,
            seq: 1,
            epoch: 1,
            at: new Date(this.nowMs++).toISOString(),
          } as Recorded<RunRecord>),
        );
      }
    };
    if (this.runJournal.length === 0) {
      const start = {
        scope: { kind: "board" } as const,
        options: {},
        workflow: { name: "story", hash: "h" },
        toolVersion: "0",
      };
      void record({ type: "run-started", path: "", runId: "run-1", ...start });
    }
    return {
      get state() {
        for (; folded < world.runJournal.length; folded++) state = applyRun(state, world.runJournal[folded]!);
        return state!;
      },
      record,
      checkpoint: () => this.durable(() => {}),
      noteAgent: () => {},
    };
  }
}
