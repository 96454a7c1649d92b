import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProgramConfig } from "../../../../domain/config/config.ts";
import type { Access } from "../../../../domain/definition/story/definition.ts";
import type { Agent, AgentRequest } from "../../../../engine/ports/agent.ts";
import { type Prepared, streamAgent } from "../agent.ts";
import { sessionArguments } from "../resume.ts";
import { geminiReader } from "./stream.ts";

/**
 * Gemini CLI. Where it may only read it is given reading tools alone; where it may write, it edits files of its workspace
 * and has no shell; only full access has one. It takes no schema, and reports no cost.
 */
export function geminiAgent(name: string, config: ProgramConfig, root: string): Agent {
  return streamAgent(name, config, root, {
    prepare: (request) => geminiStart(request, config.model),
    open: (request) => geminiReader(name, request.workspace),
  });
}

/** What it is started with for a request; writes the policy into the attempt's folder. `ownModel`: the agent's. */
export function geminiStart(request: AgentRequest, ownModel: string | undefined): Prepared {
  const { access, attemptDir, sessionId, model = ownModel } = request;
  const policy = policies[access];
  const file = join(attemptDir, "gemini-policy.toml");
  if (policy !== undefined) writeFileSync(file, policy, { mode: 0o600 });
  return {
    args: [
      ...["-o", "stream-json", "--skip-trust", "--approval-mode", modes[access]],
      ...(policy === undefined ? [] : ["--admin-policy", file]),
      ...(model === undefined ? [] : ["--model", model]),
      ...sessionArguments("--resume", sessionId),
    ],
    // It would start itself a second time, for more memory.
    env: { GEMINI_CLI_NO_RELAUNCH: "true" },
  };
}

/** Not `plan` for reading: that mode tells the model to draw up a plan, whatever it was asked, and to wait for a person. */
const modes: Readonly<Record<Access, string>> = { read: "default", write: "auto_edit", full: "yolo" };

const reading = [
  "read_file",
  "read_many_files",
  "list_directory",
  "glob",
  "grep_search",
  "search_file_content",
];
const harmless = ["google_web_search", "update_topic", "write_todos"];

/**
 * The modes alone do not hold: headless, leaving plan mode is approved by itself, and with it everything after. A policy
 * of the highest rank does hold, whatever the user's and the project's settings say.
 */
const policies: Readonly<Partial<Record<Access, string>>> = {
  read: rule(["*"], "deny", 900) + rule([...reading, ...harmless], "allow", 950),
  write: rule(["enter_plan_mode", "exit_plan_mode"], "deny", 900),
};

function rule(tools: readonly string[], decision: "allow" | "deny", priority: number): string {
  const names = tools.length === 1 ? JSON.stringify(tools[0]) : JSON.stringify(tools);
  return `[[rule]]\ntoolName = ${names}\ndecision = "${decision}"\npriority = ${priority}\n\n`;
}
