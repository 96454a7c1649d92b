import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { attemptEnvironment } from "../../../src/adapters/agents/environment.ts";

const facts = {
  action: "implement",
  attempt: 2,
  runId: "r-1",
  path: "story[x]/implement#2",
  token: "t-1",
  storyId: "s-1",
  storySlug: "x",
  storyFile: "/p/x.md",
  resultFile: "/p/result.json",
};

describe("an attempt's environment", () => {
  it("is the parent's, less what is denied and what an outer run set, plus what the attempt is", () => {
    const parent = {
      PATH: "/bin",
      HOME: undefined,
      NPM_TOKEN: "n",
      npm_token: "n",
      AWS_KEY: "a",
      AGENTIC_SDLC_SESSION_ID: "outer",
      AGENTIC_SDLC_OTHER: "outer",
    };
    const env = attemptEnvironment(parent, facts, ["NPM_TOKEN", "AWS_*"]);
    const own = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith("AGENTIC_SDLC_")));
    expect(own).toEqual({
      AGENTIC_SDLC_ACTION: "implement",
      AGENTIC_SDLC_ATTEMPT: "2",
      AGENTIC_SDLC_RUN_ID: "r-1",
      AGENTIC_SDLC_PATH: "story[x]/implement#2",
      AGENTIC_SDLC_TOKEN: "t-1",
      AGENTIC_SDLC_STORY_ID: "s-1",
      AGENTIC_SDLC_STORY_SLUG: "x",
      AGENTIC_SDLC_STORY_FILE: "/p/x.md",
      AGENTIC_SDLC_RESULT_FILE: "/p/result.json",
    });
    expect(Object.keys(env)).not.toEqual(expect.arrayContaining(["NPM_TOKEN"]));
    expect(env).not.toHaveProperty("npm_token");
    expect(env).not.toHaveProperty("AWS_KEY");
    expect(env).not.toHaveProperty("HOME");
    expect(attemptEnvironment({}, { ...facts, sessionId: "s" }, []).AGENTIC_SDLC_SESSION_ID).toBe("s");
  });

  it("lets git ask nobody", () => {
    const env = attemptEnvironment({ PATH: process.env.PATH, GIT_TERMINAL_PROMPT: "1" }, facts, []);
    const input = "protocol=https\nhost=example.invalid\n\n";
    const asked = spawnSync("git", ["-c", "credential.helper=", "credential", "fill"], {
      env,
      input,
      timeout: 4000,
    });
    expect(asked.signal).toBeNull();
    expect(asked.status).not.toBe(0);
    expect(String(asked.stderr)).toContain("terminal prompts disabled");
    expect(execFileSync("git", ["var", "GIT_PAGER"], { env }).length).toBeGreaterThan(0);
  });

  it("keeps the user's own ssh command", () => {
    expect(attemptEnvironment({}, facts, []).GIT_SSH_COMMAND).toBe("ssh -oBatchMode=yes");
    expect(attemptEnvironment({ GIT_SSH_COMMAND: "ssh -i k" }, facts, []).GIT_SSH_COMMAND).toBe("ssh -i k");
    expect(attemptEnvironment({ GIT_SSH: "plink" }, facts, [])).not.toHaveProperty("GIT_SSH_COMMAND");
  });
});
