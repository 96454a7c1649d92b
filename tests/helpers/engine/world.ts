import type { Config } from "../../../src/domain/config/config.ts";
import { builtinWorkflows } from "../../../src/domain/definition/story/builtin.ts";
import type { StoryWorkflow } from "../../../src/domain/definition/story/definition.ts";
import type { StoryExecution } from "../../../src/domain/journal/execution.ts";
import type { PersonMessage } from "../../../src/domain/journal/story-record.ts";
import type { Board, Story } from "../../../src/domain/story/story.ts";
import type { Deps } from "../../../src/engine/deps.ts";
import type { AgentRequest, AgentResult, LeftBehind } from "../../../src/engine/ports/agent.ts";
import type { RunSession } from "../../../src/engine/ports/run-store.ts";
import { MemoryAgent } from "../memory/agent.ts";
import { MemoryClock } from "../memory/clock.ts";
import { MemoryExecutionStore } from "../memory/execution-store.ts";
import { Machine } from "../memory/machine.ts";
import { MemoryProcesses } from "../memory/processes.ts";
import { MemoryReporter } from "../memory/reporter.ts";
import { MemoryRunStore } from "../memory/run-store.ts";
import { MemoryStoryStore } from "../memory/story-store.ts";
import { MemoryWorkspace } from "../memory/workspace.ts";
import { aStory } from "../stories.ts";
import { testConfig } from "./config.ts";

const newRun = {
  ...{ scope: { kind: "board" } as const, options: {}, workflow: { name: "story", hash: "h" } },
  toolVersion: "0",
};

/** A board's engine in memory. What its stores hold survives a crash; `calls` is what an outsider saw agents do. */
export class World {
  readonly machine = new Machine();
  readonly clock = new MemoryClock();
  readonly stories = new MemoryStoryStore(this.machine, this.clock);
  readonly executions = new MemoryExecutionStore(this.machine, this.clock);
  readonly runs = new MemoryRunStore(this.machine, this.clock);
  readonly processes = new MemoryProcesses(() => ({ exitCode: this.check(this) }));
  readonly reporter = new MemoryReporter();
  readonly files = this.stories.files;
  readonly journals = this.executions.journals;
  /** Every call of an agent, by printed path. */
  readonly calls: string[] = [];
  tree = "tree-1";
  workflow: StoryWorkflow = builtinWorkflows[0]!;
  config: Config = testConfig();
  answer: (request: AgentRequest, world: World) => Partial<AgentResult> = () => ({});
  check: (world: World) => number = () => 0;
  /** What a dead attempt left in its folder. */
  salvage: LeftBehind = {};

  /** Durable operations until the crash; Infinity: none comes. */
  set fuse(operations: number) {
    this.machine.fuse = operations;
  }

  addStory(slug: string, more: Partial<Story> = {}): Story {
    const story = aStory({ slug, title: slug, priority: 2, status: "backlog", body: "", ...more });
    this.files.set(story.path, story);
    return story;
  }

  story(slug: string): Story {
    return [...this.files.values()].find((s) => s.slug === slug)!;
  }

  execution(slug: string): StoryExecution {
    return this.executions.read(`id-${slug}`);
  }

  board(): Board {
    return this.stories.load();
  }

  /** A person leaves a message for a story. */
  post(slug: string, message: PersonMessage): void {
    this.executions.inboxes.post(`id-${slug}`, message);
  }

  /** A new process: what it holds in memory starts empty, and leases of the dead are free. */
  start(): { deps: Deps; run: RunSession } {
    this.machine.restart();
    const [found] = this.runs.all();
    return { deps: this.#deps(), run: this.runs.openNow(found?.state ?? newRun) };
  }

  #agent(): MemoryAgent {
    const agent = new MemoryAgent("fake", async (request, tell) => {
      this.calls.push(`${request.env.AGENTIC_SDLC_PATH}`);
      await tell({ type: "session", sessionId: `s-${request.action}` });
      const output = request.action === "review" ? "fine\nVERDICT: approved" : `${request.action} done`;
      return { output, usage: { costUsd: 0.01 }, durationMs: 1, ...this.answer(request, this) };
    });
    agent.salvage = () => this.salvage;
    return agent;
  }

  #deps(): Deps {
    const agent = this.#agent();
    const workspace = Object.assign(new MemoryWorkspace(), { treeHash: async () => this.tree });
    return {
      ...{ stories: this.stories, executions: this.executions, processes: this.processes },
      ...{ clock: this.clock, reporter: this.reporter, config: this.config },
      workflowOf: () => this.workflow,
      hash: (text) => text,
      performerOf: () => ({ agent, access: "write" }),
      agentNamed: () => agent,
      workspaceOf: () => workspace,
      prompts: {
        render: () => ({ prompt: "p", hash: "h" }),
        forStep: ({ prompt }) => prompt,
        hash: () => "h",
        sections: (step, output) => (output ? { [step.id]: { heading: step.id, text: output } } : {}),
      },
      environment: (of) => ({ AGENTIC_SDLC_PATH: of.path }),
      token: () => this.machine.token(),
      mask: (text) => text,
      note: () => {},
    };
  }
}
