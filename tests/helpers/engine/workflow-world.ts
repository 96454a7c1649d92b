import { createHash } from "node:crypto";
import { decisionMessage, type NodeDecision } from "../../../src/domain/decide/node/waiting.ts";
import type { WorkflowTree } from "../../../src/domain/definition/file/definition.ts";
import type { Value } from "../../../src/domain/expression/ast.ts";
import type { Recorded, Text } from "../../../src/domain/journal/record.ts";
import type { RunRecord } from "../../../src/domain/journal/run-record.ts";
import { applyRun, type RunState } from "../../../src/domain/journal/run-state.ts";
import type { PersonMessage } from "../../../src/domain/journal/story-record.ts";
import type { Deps } from "../../../src/engine/deps.ts";
import type { Agent } from "../../../src/engine/ports/agent.ts";
import type { RunEvent, RunSummary } from "../../../src/engine/ports/events.ts";
import type { ShellRun } from "../../../src/engine/ports/processes.ts";
import type { Prompts, StepPromptFacts } from "../../../src/engine/ports/prompts.ts";
import type { OpenRun } from "../../../src/engine/ports/run-store.ts";
import { runWorkflow } from "../../../src/engine/workflow/run-workflow.ts";
import type { WorkflowDeps, WorkflowRequest } from "../../../src/engine/workflow/walk.ts";
import { testConfig } from "./config.ts";
import { Crash } from "./world.ts";

/** A command as it was started. */
export interface Started {
  readonly path: string;
  readonly command: string;
  readonly stdin: string;
}

const request: WorkflowRequest = {
  ...{ selection: {}, auto: true, concurrency: Number.POSITIVE_INFINITY, maxWaitMs: 1e9 },
  ...{ freshSessions: false, alsoRecover: [], spentTodayUsd: 0, rerunChanged: false },
};

/** What survives a crash of a workflow file's run: its journal and inbox; and what an outsider saw it start. */
export class WorkflowWorld {
  readonly journal: Recorded<RunRecord>[] = [];
  readonly inbox = new Map<string, PersonMessage>();
  /** Paths of commands, in the order of their starts. */
  readonly executed: string[] = [];
  /** Paths of the commands that run. */
  readonly running = new Set<string>();
  /** Records until the crash; the one that is one too many never reaches the disk, nor does anything after it. */
  fuse = Number.POSITIVE_INFINITY;
  /** Records until a person presses Ctrl+C. */
  patience = Number.POSITIVE_INFINITY;
  /** What a command comes to. */
  shell: (started: Started) => { readonly exitCode: number; readonly stdout: string };
  #abort = new AbortController();
  #clock = Date.parse("2026-01-08T10:00:00Z");
  #state: RunState | undefined;

  constructor(shell: WorkflowWorld["shell"]) {
    this.shell = shell;
  }

  /** One invocation. Rejects with Crash where the fuse burned down. */
  async run(
    tree: WorkflowTree,
    inputs: Readonly<Record<string, Value>>,
    more: Partial<WorkflowRequest> = {},
  ): Promise<RunSummary> {
    const events: RunEvent[] = [];
    const run = this.#open();
    const toRun = { tree, inputs, reopen: [] };
    this.#abort = new AbortController();
    return runWorkflow(this.#deps(events), run, { ...request, ...more }, toRun, this.#abort);
  }

  /** A person approves all gates that wait, and answers all agents. */
  approve(): void {
    for (const { path, kind, status } of this.#fold().nodes?.all() ?? []) {
      if (status !== "parked") continue;
      const decision: NodeDecision =
        kind === "agent" ? { type: "answered", text: "yes" } : { type: "approved" };
      this.inbox.set(`${this.inbox.size}-${path}`, decisionMessage(decision, path));
    }
  }

  get state(): RunState {
    return this.#fold();
  }

  #fold(): RunState {
    let state: RunState | undefined;
    for (const record of this.journal) state = applyRun(state, record);
    return state!;
  }

  #write(records: readonly RunRecord[]): void {
    for (const record of records) {
      if (this.fuse <= 0) throw new Crash("crashed");
      this.fuse--;
      if (--this.patience === 0) this.#abort.abort("SIGINT");
      const envelope = { seq: this.journal.length + 1, epoch: 1, at: new Date(this.#clock++).toISOString() };
      const recorded = { ...record, ...envelope } as Recorded<RunRecord>;
      this.journal.push(recorded);
      this.#state = applyRun(this.#state, recorded) ?? this.#state;
    }
  }

  #open(): OpenRun {
    const world = this;
    const common = { path: "", options: {}, workflow: { name: "test", hash: "h" }, toolVersion: "0" };
    const scope = { kind: "workflow", file: "test.yaml" } as const;
    const fuse = this.fuse;
    this.fuse = Number.POSITIVE_INFINITY;
    this.#state = this.journal.length === 0 ? undefined : this.#fold();
    const begins = this.journal.length === 0;
    this.#write([
      begins
        ? { type: "run-started", runId: "run-1", scope, ...common }
        : { type: "run-continued", ...common },
    ]);
    this.fuse = fuse;
    // As the journal does: all that is recorded in one turn of the event loop is durable in the next.
    let waiting: { records: readonly RunRecord[]; resolve(): void; reject(error: unknown): void }[] = [];
    const flush = () => {
      const batch = waiting;
      waiting = [];
      for (const { records, resolve, reject } of batch) {
        try {
          world.#write(records);
          resolve();
        } catch (error) {
          reject(error);
        }
      }
    };
    return {
      get state() {
        return world.#state!;
      },
      record: (...records: RunRecord[]) =>
        new Promise<void>((resolve, reject) => {
          if (waiting.length === 0) setImmediate(flush);
          waiting.push({ records, resolve, reject });
        }),
      checkpoint: () => {},
      noteAgent: () => {},
      keepText: (text) => ({ text }),
      readText: (text: Text) => ("text" in text ? text.text : ""),
      nodeDir: () => "/node",
      messages: () => [...world.inbox].map(([name, message]) => ({ name, message })),
      forgetMessage: (name) => void world.inbox.delete(name),
      async end(ending) {
        await this.record({ type: "run-ended", path: "", ...ending });
      },
      archive: () => {},
      release: () => {},
    };
  }

  #deps(events: RunEvent[]): Omit<WorkflowDeps, "readText"> {
    const deps: Partial<WorkflowDeps> & Pick<Deps, "clock"> = {
      hash: (text) => createHash("sha256").update(text).digest("hex"),
      config: testConfig(),
      processes: { shell: (command, options) => this.#shell(command, options), end: async () => {} },
      clock: {
        now: () => new Date(this.#clock),
        sleep: async (until) => {
          this.#clock = Math.max(this.#clock, until.getTime());
        },
      },
      token: () => "token",
      mask: (text) => text,
      reporter: { event: (event) => events.push(event), close: async () => {} },
      ...{ root: "/", variables: {}, scriptEnv: {}, agentEnv: {}, secrets: new Map() },
      boardStories: () => [],
      workspace: { guard: async () => {}, restore: async () => [], keep: async () => null } as never,
      prompts: { forStep: (facts: StepPromptFacts) => JSON.stringify(facts) } as Prompts,
      performerFor: ({ access }) => ({ agent: this.#agent, access }),
      agentNamed: () => this.#agent,
    };
    return deps as Omit<WorkflowDeps, "readText">;
  }

  /** Asks, where its prompt says so, until it is told; what it says then is made of its step's own prompt alone. */
  readonly #agent: Agent = {
    name: "test",
    resumes: true,
    salvage: () => ({}),
    perform: async ({ prompt, env }, onEvent, signal) => {
      const { prompt: own, asked }: StepPromptFacts = JSON.parse(prompt);
      const asks = own.startsWith("asks") && asked.at(-1)?.answer === undefined;
      await onEvent({ type: "session", sessionId: "s1" });
      const { AGENTIC_SDLC_PATH = "", AGENTIC_SDLC_TOKEN: token = "" } = env;
      const options = { cwd: "/", env: {}, variables: { AGENTIC_SDLC_PATH }, token, signal };
      const { exitCode } = await this.#shell("agent", { ...options, stdin: own });
      const error = exitCode === null ? { error: { kind: "crash", message: "aborted" } as const } : {};
      const usage = { costUsd: 0.001 };
      const said = { output: `said ${own}`, ...(asks ? { question: "Shall I?" } : {}) };
      return { ...said, ...error, exitCode, signal: null, usage, durationMs: 1 };
    },
  };

  async #shell(command: string, options: Parameters<Deps["processes"]["shell"]>[1]): Promise<ShellRun> {
    const { variables, stdin = "", signal } = options;
    const path = variables?.AGENTIC_SDLC_PATH ?? "";
    const run = { signal: null, durationMs: 1, tail: "", stdout: "", stderr: "", timedOut: false };
    // Whoever is dead starts nothing.
    if (signal.aborted) return { ...run, exitCode: null };
    this.executed.push(path);
    this.running.add(path);
    const came = this.shell({ path, command, stdin });
    // Some take longer than others, and always the same ones.
    const turns = createHash("sha256").update(path).digest()[0]! % 4;
    for (let turn = 0; turn <= turns && !signal.aborted; turn++) await new Promise(setImmediate);
    this.running.delete(path);
    return signal.aborted ? { ...run, exitCode: null } : { ...run, ...came };
  }
}
