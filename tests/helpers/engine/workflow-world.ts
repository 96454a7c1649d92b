import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import { decisionMessage, type NodeDecision } from "../../../src/domain/decide/node/waiting.ts";
import type { WorkflowTree } from "../../../src/domain/definition/file/definition.ts";
import type { Value } from "../../../src/domain/expression/ast.ts";
import type { Recorded } from "../../../src/domain/journal/record.ts";
import type { RunRecord } from "../../../src/domain/journal/run-record.ts";
import type { RunState } from "../../../src/domain/journal/run-state.ts";
import type { RunSummary } from "../../../src/engine/ports/events.ts";
import type { PendingMessage } from "../../../src/engine/ports/inbox.ts";
import type { Prompts, StepPromptFacts } from "../../../src/engine/ports/prompts.ts";
import type { OpenRun } from "../../../src/engine/ports/run-store.ts";
import { runWorkflow } from "../../../src/engine/workflow/run.ts";
import type { WorkflowDeps, WorkflowRequest } from "../../../src/engine/workflow/walk/walk.ts";
import { MemoryAgent } from "../memory/agent.ts";
import { MemoryClock } from "../memory/clock.ts";
import { Machine } from "../memory/machine.ts";
import { MemoryProcesses } from "../memory/processes.ts";
import { MemoryReporter } from "../memory/reporter.ts";
import { MemoryRunStore } from "../memory/run-store.ts";
import { MemoryWorkspace } from "../memory/workspace.ts";
import { testConfig } from "./config.ts";

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

const common = { options: {}, workflow: { name: "test", hash: "h" }, toolVersion: "0" };
const newRun = { scope: { kind: "workflow", file: "test.yaml" } as const, ...common };

/** A workflow file's run in memory. Its journal and inbox survive a crash; `executed` is what an outsider saw it start. */
export class WorkflowWorld {
  /** Paths of commands, in the order of their starts. */
  readonly executed: string[] = [];
  /** Paths of the commands that run. */
  readonly running = new Set<string>();
  /** Durable operations until the crash; the one that is one too many never reaches the disk, nor does anything after it. */
  fuse = Number.POSITIVE_INFINITY;
  /** Durable operations until a person presses Ctrl+C. */
  patience = Number.POSITIVE_INFINITY;
  /** What a command comes to. */
  shell: (started: Started) => { readonly exitCode: number; readonly stdout: string };
  readonly #machine = new Machine();
  readonly #clock = new MemoryClock();
  readonly #runs = new MemoryRunStore(this.#machine, this.#clock);

  constructor(shell: WorkflowWorld["shell"]) {
    this.shell = shell;
  }

  /** One invocation. Rejects with Crash where the fuse burned down. */
  async run(
    tree: WorkflowTree,
    inputs: Readonly<Record<string, Value>>,
    { reopen = [], ...more }: Partial<WorkflowRequest> & { readonly reopen?: readonly string[] } = {},
  ): Promise<RunSummary> {
    this.#machine.restart();
    const run = await this.#open();
    const abort = new AbortController();
    setMaxListeners(0, abort.signal);
    this.#machine.fuse = this.fuse;
    this.#machine.watch = () => {
      if (--this.patience === 0) abort.abort("SIGINT");
    };
    return runWorkflow(this.#deps(), run, { ...request, ...more }, { tree, inputs, reopen }, abort);
  }

  /** A person approves all gates that wait, and answers all agents. */
  approve(): void {
    const { runId, nodes } = this.state;
    for (const { path, kind, status } of nodes?.all() ?? []) {
      if (status !== "parked") continue;
      const decision: NodeDecision =
        kind === "agent" ? { type: "answered", text: "yes" } : { type: "approved" };
      this.#runs.inboxes.post(runId, decisionMessage(decision, path));
    }
  }

  get state(): RunState {
    return this.#runs.all()[0]!.state;
  }

  /** What people have decided, and no run has taken yet. */
  get messages(): readonly PendingMessage[] {
    return [...this.#runs.inboxes.all.values()].flat();
  }

  get journal(): Recorded<RunRecord>[] {
    return [...this.#runs.journals.values()][0] ?? [];
  }

  async #open(): Promise<OpenRun> {
    this.#machine.watch = () => {};
    const [found] = this.#runs.all();
    const run = this.#runs.openNow(found?.state ?? newRun);
    if (found) await run.record({ type: "run-continued", path: "", ...common });
    return run;
  }

  #deps(): Omit<WorkflowDeps, "readText"> {
    const agent = this.#agent();
    const processes = new MemoryProcesses(async ({ command, stdin, variables, killed }) => {
      const came = await this.#work({ path: variables.AGENTIC_SDLC_PATH ?? "", command, stdin }, killed);
      return came ?? new Promise(() => {});
    });
    const deps: Partial<WorkflowDeps> = {
      ...{ processes, clock: this.#clock, reporter: new MemoryReporter(), config: testConfig() },
      ...{ root: "/", variables: {}, scriptEnv: {}, agentEnv: {}, secrets: new Map() },
      hash: (text) => createHash("sha256").update(text).digest("hex"),
      token: () => this.#machine.token(),
      mask: (text) => text,
      boardStories: () => [],
      workspace: new MemoryWorkspace(),
      prompts: { forStep: (facts: StepPromptFacts) => JSON.stringify(facts) } as Prompts,
      performerFor: ({ access }) => ({ agent, access }),
      agentNamed: () => agent,
    };
    return deps as Omit<WorkflowDeps, "readText">;
  }

  /** Asks, where its prompt says so, until it is told; what it says then is made of its step's own prompt alone. */
  #agent(): MemoryAgent {
    return new MemoryAgent("test", async ({ prompt, env }, tell, signal) => {
      const { prompt: own, asked }: StepPromptFacts = JSON.parse(prompt);
      const asks = own.startsWith("asks") && asked.at(-1)?.answer === undefined;
      await tell({ type: "session", sessionId: "s1" });
      const path = env.AGENTIC_SDLC_PATH ?? "";
      const came = await this.#work({ path, command: "agent", stdin: own }, signal);
      const error = came ? {} : { exitCode: null, error: { kind: "crash", message: "aborted" } as const };
      const question = asks ? { question: "Shall I?" } : {};
      return { output: `said ${own}`, usage: { costUsd: 0.001 }, durationMs: 1, ...question, ...error };
    });
  }

  /** What it comes to; undefined where it was ended meanwhile. */
  async #work(
    started: Started,
    killed: AbortSignal,
  ): Promise<ReturnType<WorkflowWorld["shell"]> | undefined> {
    const { path } = started;
    // Whoever is dead starts nothing.
    if (killed.aborted) return undefined;
    this.executed.push(path);
    this.running.add(path);
    const came = this.shell(started);
    // Some take longer than others, and always the same ones.
    const turns = createHash("sha256").update(path).digest()[0]! % 4;
    for (let turn = 0; turn <= turns && !killed.aborted; turn++) await new Promise(setImmediate);
    this.running.delete(path);
    return killed.aborted ? undefined : came;
  }
}
