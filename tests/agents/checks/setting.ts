import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "@jest/globals";
import { createAgent } from "../../../src/adapters/agents/agents.ts";
import { findByToken } from "../../../src/adapters/process/end/survivors.ts";
import type { Agent, AgentRequest } from "../../../src/engine/ports/agent.ts";
import { type Performed, performed, requestIn } from "../../helpers/agents/request.ts";
import type { Program } from "../programs/programs.ts";
import { play, type Step } from "../stub/script.ts";
import { type Stub, startStub } from "../stub/server.ts";

type OnEvent = Parameters<typeof performed>[2];

/** A real program, its server, and a new workspace for each check. */
export class Setting {
  readonly program: Program;
  stub!: Stub;
  request!: AgentRequest;
  #root!: string;
  #agent!: Agent;
  #count = 0;

  constructor(program: Program) {
    this.program = program;
    beforeAll(async () => {
      this.#root = mkdtempSync(join(realpathSync(tmpdir()), "agentic-sdlc-real-"));
      this.stub = await startStub();
      const home = join(this.#root, "home");
      mkdirSync(home);
      const config = program.configure(home, this.stub.url);
      this.#agent = createAgent("real", config, { root: this.#root, agents: {} });
    }, 300_000);
    beforeEach(() => {
      this.stub.reset();
      this.#count += 1;
      this.request = requestIn(join(this.#root, String(this.#count)));
      execFileSync("git", ["init", "-q", "."], { cwd: this.request.workspace });
    });
    afterEach(() => {
      expect(findByToken(this.request.env.AGENTIC_SDLC_TOKEN!)).toEqual([]);
    });
    afterAll(async () => {
      await this.stub.close();
      rmSync(this.#root, { recursive: true, force: true, maxRetries: 5 });
    });
  }

  /** Absolute path of a file in the workspace. */
  file(name: string): string {
    return join(this.request.workspace, name);
  }

  /** Lets the program do one thing; the model plays `steps`. */
  perform(steps: readonly Step[], more: Partial<AgentRequest> = {}, onEvent?: OnEvent): Promise<Performed> {
    const limits = { wallMs: 90_000, silenceMs: 60_000 };
    const prompt = `Please do this. ${play(...steps)}`;
    return performed(this.#agent, { ...this.request, limits, prompt, ...more }, onEvent);
  }
}
