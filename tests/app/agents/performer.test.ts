import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { defaultConfig } from "../../../src/adapters/config/config.ts";
import { performerOf } from "../../../src/app/agents/performer.ts";
import type { Config } from "../../../src/domain/config/config.ts";
import type { ActionStep } from "../../../src/domain/definition/story/definition.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "performer-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const step = { id: "plan", type: "action", access: "read" } as ActionStep;
const mine = { type: "command", command: ["./a.sh"] } as const;

function performer(config: Partial<Config> = {}, env: Record<string, string> = {}, asked?: string) {
  const project = { root: dir, config: { ...defaultConfig(), ...config } };
  return performerOf({ PATH: dir, ...env }, project, asked, step);
}

function install(...names: string[]): void {
  for (const name of names) {
    writeFileSync(join(dir, name), "#!/bin/sh\nexit 99\n");
    chmodSync(join(dir, name), 0o755);
  }
}

describe("the agent for a step", () => {
  it("is the flag's, the action's, the config's, the environment's, then the first on PATH", () => {
    install("opencode", "codex");
    const agents = { mine };
    const env = { AGENTIC_SDLC_AGENT: "gemini" };
    const actions = { plan: { agent: "mine" } };
    const names = [
      performer({ agents, actions, agent: "claude" }, env, "pi"),
      performer({ agents, actions, agent: "claude" }, env),
      performer({ agent: "claude" }, env),
      performer({}, env),
      performer({}, { AGENTIC_SDLC_AGENT: "" }),
    ].map(({ agent }) => agent.name);
    expect(names).toEqual(["pi", "mine", "claude", "gemini", "codex"]);
  });

  it("must be there: else the refusal says what to do", () => {
    expect(() => performer()).toThrow(
      expect.objectContaining({ exitCode: 2, fix: expect.stringContaining('"type": "command"') }),
    );
    expect(() => performer({}, { AGENTIC_SDLC_AGENT: "cluade" })).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: "There is no agent cluade (AGENTIC_SDLC_AGENT)",
        fix: "Did you mean claude?",
      }),
    );
  });

  it("has the action's access, model and limits; the agent's own model where the action has none", () => {
    const agents = { claude: { type: "claude", model: "opus" } } as const;
    expect(performer({ agents, agent: "claude" })).toMatchObject({ access: "read", model: "opus" });
    const actions = { plan: { access: "full", model: "haiku", attemptTime: 5, silence: 6 } } as const;
    expect(performer({ agents, actions, agent: "claude" })).toMatchObject({
      access: "full",
      model: "haiku",
      attemptTime: 5,
      silence: 6,
    });
  });

  it("is not given the model that the action has for another agent", () => {
    const actions = { plan: { agent: "codex", model: "gpt-5", silence: 6 } };
    expect(performer({ actions }).model).toBe("gpt-5");
    const other = performer({ actions }, {}, "claude");
    expect(other).toMatchObject({ silence: 6 });
    expect(other).not.toHaveProperty("model");
  });
});
