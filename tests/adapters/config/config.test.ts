import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { defaultConfig, loadConfig, readConfig } from "../../../src/adapters/config/config.ts";
import { agentConfig } from "../../../src/domain/config/config.ts";
import type { UserError } from "../../../src/domain/errors.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "config-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (text: string | Buffer) => writeFileSync(join(root, ".agentic-sdlc.json"), text);

function refusal(): UserError {
  try {
    loadConfig(root);
  } catch (error) {
    return error as UserError;
  }
  throw new Error("accepted");
}

describe("loadConfig", () => {
  it("has defaults without a file", () => {
    const loaded = loadConfig(root);
    expect(loaded).toMatchObject({ exists: false, file: join(root, ".agentic-sdlc.json") });
    expect(loaded.config).toEqual(defaultConfig());
    expect(loaded.config).toMatchObject({
      agents: {},
      actions: {},
      checks: [],
      gates: {},
      workflows: {},
      limits: {
        failures: 3,
        rejections: 3,
        calls: 20,
        attemptTime: 3_600_000,
        silence: 600_000,
        checkTime: 600_000,
        maxWait: 21_600_000,
        costPerStory: 10,
        costPerRun: 50,
      },
      checkpoint: { maxAge: 172_800_000 },
      secrets: ["*KEY", "*TOKEN", "*SECRET", "*PASSWORD"],
      agentEnv: { deny: ["NPM_TOKEN"] },
    });
    expect(loaded.config).not.toHaveProperty("agent");
    expect(loaded.config.limits).not.toHaveProperty("costPerDay");
  });

  it("reads the design's example, with durations in milliseconds and the rest from the defaults", () => {
    put(`{
      "$schema": "./x.json",
      "agents": { "mine": { "type": "command", "command": ["./agent.sh"], "price": { "inputPerMTok": 3, "outputPerMTok": 15 } } },
      "agent": "mine",
      "limits": { "silence": "90s", "costPerDay": 0.5 },
      "gates": { "implement": "approve" },
      "workflows": { "chore": "quick" }
    }`);
    const { config, exists, hash } = loadConfig(root);
    expect(exists).toBe(true);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(config.agents.mine).toEqual({
      type: "command",
      command: ["./agent.sh"],
      env: {},
      price: { inputPerMTok: 3, outputPerMTok: 15 },
    });
    expect(config.limits).toEqual({ ...defaultConfig().limits, silence: 90_000, costPerDay: 0.5 });
    expect(config).toMatchObject({
      agent: "mine",
      gates: { implement: "approve" },
      workflows: { chore: "quick" },
    });
  });

  it("knows the programs that have adapters, adjusted or not, and what an action adds", () => {
    put(`{
      "agent": "codex",
      "agents": { "claude": { "type": "claude", "model": "opus", "args": ["--effort", "high"] } },
      "actions": {
        "review": { "agent": "claude", "fallback": "gemini", "args": ["-v"], "env": { "A": "b" }, "attemptTime": "5m", "silence": "30s" }
      }
    }`);
    const { config } = loadConfig(root);
    expect(agentConfig(config.agents, "codex")).toEqual({ type: "codex" });
    expect(agentConfig(config.agents, "claude")).toMatchObject({ model: "opus", args: ["--effort", "high"] });
    expect(agentConfig(config.agents, "toString")).toBeUndefined();
    expect(config.actions.review).toEqual({
      agent: "claude",
      fallback: "gemini",
      args: ["-v"],
      env: { A: "b" },
      attemptTime: 300_000,
      silence: 30_000,
    });
  });

  it("takes the type of a program from its name where it is not said", () => {
    const price = { inputPerMTok: 1, outputPerMTok: 2 };
    const other = { type: "command", command: ["./claude.sh"], env: {} };
    put(JSON.stringify({ agents: { codex: { price }, claude: other } }));
    expect(loadConfig(root).config.agents).toMatchObject({ codex: { type: "codex", price }, claude: other });
  });

  it("gives another hash for another file", () => {
    const none = loadConfig(root).hash;
    put("{}");
    const first = loadConfig(root).hash;
    put("{ }");
    expect(new Set([none, first, loadConfig(root).hash]).size).toBe(3);
  });

  const command = '{"type":"command","command":["./a"]}';
  it.each([
    ['{"agnet": "x"}', "1:2: agnet: unknown key", 'Did you mean "agent"?'],
    [
      '{\n  "limits": {\n    "failuers": 2 }}',
      "3:5: limits.failuers: unknown key",
      'Did you mean "failures"?',
    ],
    ['{"limits": {"xyzzy": 2}}', "1:13: limits.xyzzy: unknown key", "Choose from: failures, rejections"],
    ['{"limits": 3}', "limits: wrong type (number)", "an object"],
    ['{"limits": null}', "limits: wrong type (null)", "an object"],
    ['{"limits": {"failures": -1}}', "limits.failures: -1 is out of bounds", "a whole number from 1 to 1000"],
    ['{"limits": {"failures": 0}}', "limits.failures: 0 is out of bounds", "from 1"],
    ['{"limits": {"calls": 2.5}}', "limits.calls: 2.5 is out of bounds", "whole number"],
    ['{"limits": {"calls": "20"}}', "limits.calls: wrong type (string)", "without quotes"],
    ['{"limits": {"costPerStory": -0.5}}', "limits.costPerStory: -0.5 is out of bounds", "above 0"],
    ['{"limits": {"costPerRun": 1e999}}', "limits.costPerRun: Infinity is out of bounds", "a number above 0"],
    ['{"limits": {"silence": 60}}', "limits.silence: wrong type (number)", '"60s" or "60m"'],
    ['{"limits": {"silence": "1 hour"}}', 'limits.silence: "1 hour" is not a duration', "60m"],
    ['{"limits": {"silence": "0s"}}', "limits.silence: 0s is out of bounds", "1ms to 24d"],
    ['{"limits": {"attemptTime": "25d"}}', "limits.attemptTime: 25d is out of bounds", "1ms to 24d"],
    ['{"checkpoint": {"maxAge": "-1h"}}', "checkpoint.maxAge", "48h"],
    ['{"checks": "npm test"}', "checks: wrong type (string)", "a list"],
    ['{"checks": ["npm test", ""]}', "checks[1]: is empty", "Write a value"],
    ['{"checks": ["a\\u0000b"]}', "checks[0]: holds a NUL", "Remove it"],
    [
      '{"gates": {"implement": "aprove"}}',
      'gates.implement: unknown value "aprove"',
      'Did you mean "approve"?',
    ],
    ['{"workflows": {"chroe": "quick"}}', "workflows.chroe: unknown key", 'Did you mean "chore"?'],
    ['{"actions": {"plan": {"access": "wirte"}}}', "actions.plan.access", 'Did you mean "write"?'],
    ['{"actions": {"My plan": {}}}', 'actions["My plan"]', "small letters"],
    ['{"actions": {"__proto__": {}}}', "actions.__proto__", "small letters"],
    [
      `{"agents": {"mine": ${command}}, "agent": "mien"}`,
      'agent: unknown agent "mien"',
      'Did you mean "mine"?',
    ],
    ['{"agent": "mine"}', 'agent: unknown agent "mine"', '"type": "command"'],
    ['{"agent": "cluade"}', 'agent: unknown agent "cluade"', 'Did you mean "claude"?'],
    ['{"actions": {"plan": {"fallback": "codx"}}}', "actions.plan.fallback", 'Did you mean "codex"?'],
    ['{"actions": {"plan": {"silence": "0s"}}}', "actions.plan.silence: 0s is out of bounds", "1ms to 24d"],
    ['{"actions": {"plan": {"model": "--yolo"}}}', "actions.plan.model", "not beginning with a dash"],
    ['{"agents": {"mine": {"model": "opus"}}}', "agents.mine: type is missing", "claude, codex"],
    [
      '{"agents": {"c": {"type": "claude", "cassette": "x"}}}',
      "agents.c.cassette: unknown key",
      "Choose from",
    ],
    ['{"agents": {"g": {"type": "acp"}}}', "agents.g: command is missing", 'Add "command"'],
    [
      `{"agents": {"m": ${command}}, "actions": {"plan": {"agent": "n"}}}`,
      "actions.plan.agent: unknown agent",
      "m",
    ],
    ['{"agents": {"m": {"command": ["x"]}}}', "agents.m: type is missing", "command, replay, record"],
    ['{"agents": {"m": {"type": "comand"}}}', "agents.m.type", 'Did you mean "command"?'],
    ['{"agents": {"m": {"type": "command"}}}', "agents.m: command is missing", 'Add "command"'],
    [
      '{"agents": {"m": {"type": "command", "command": []}}}',
      "agents.m.command: is an empty list",
      "1 or more",
    ],
    [
      '{"agents": {"m": {"type": "command", "command": ["  "]}}}',
      "agents.m.command[0]: the program is empty",
      "path",
    ],
    ['{"agents": {"m": {"type": "command", "command": "./a"}}}', "agents.m.command: wrong type", "a list"],
    [`{"agents": {"../m": ${command}}}`, 'agents["../m"]', "a name of letters"],
    [
      '{"agents": {"m": {"type": "record", "agent": "m", "cassette": "c"}}}',
      "agents.m.agent",
      "another type",
    ],
    [
      '{"agents": {"m": {"type": "command", "command": ["a"], "env": {"AGENTIC_SDLC_TOKEN": "1"}}}}',
      "agents.m.env.AGENTIC_SDLC_TOKEN",
      "does not begin with AGENTIC_SDLC_",
    ],
    [
      '{"agents": {"m": {"type": "command", "command": ["a"], "env": {"__proto__": "1"}}}}',
      '"__proto__" cannot be a name',
      "variable",
    ],
    ['{"conventions": ["../secret.md"]}', "conventions[0]", "inside the project"],
    ['{"conventions": ["/etc/passwd"]}', "conventions[0]", "inside the project"],
    ["[]", "wrong type (a list)", "an object"],
    ['{"agent": "a",}', "1:14: there is a comma too many", "Remove it"],
    ['{"checks": [], "checks": []}', '1:16: the key "checks" is given twice', "Keep one"],
    ["", "1:1: the file ends too early", "a value"],
  ])("refuses %s", (text, message, fix) => {
    put(text);
    const error = refusal();
    expect(error).toMatchObject({ name: "UserError", exitCode: 2 });
    expect(error.message).toContain(".agentic-sdlc.json");
    expect(error.message).toContain(message);
    expect(error.fix).toContain(fix);
  });

  it("lists all problems at once", () => {
    put('{\n"agnet": 1,\n"agent": "nobody",\n"checks": [1],\n"limits": {"calls": -1}}');
    const error = refusal();
    expect(error.message).toBe("4 problems in .agentic-sdlc.json");
    expect(error.why.split("\n")).toEqual([
      '.agentic-sdlc.json:2:1: agnet: unknown key. Did you mean "agent"?',
      ".agentic-sdlc.json:4:12: checks[0]: wrong type (number). Write a text in quotes",
      ".agentic-sdlc.json:5:12: limits.calls: -1 is out of bounds. Write a whole number from 1 to 1000",
      expect.stringContaining('.agentic-sdlc.json:3:1: agent: unknown agent "nobody"'),
    ]);
  });

  it("refuses a file that is no text, too large, or a folder, and says so", () => {
    put(Buffer.from([0x7b, 0xff, 0x7d]));
    expect(refusal().message).toContain("not UTF-8");
    put(`{}${" ".repeat(1_000_001)}`);
    expect(refusal().message).toContain("over 1 MB");
    rmSync(join(root, ".agentic-sdlc.json"));
    mkdirSync(join(root, ".agentic-sdlc.json"));
    expect(refusal().message).toContain("cannot be read");
  });

  it("tells problems without throwing, with the defaults in place", () => {
    put('{"agnet": 1}');
    const { problems, config, exists } = readConfig(root);
    expect(problems).toHaveLength(1);
    expect({ config, exists }).toEqual({ config: defaultConfig(), exists: true });
  });
});
