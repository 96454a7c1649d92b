import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { geminiAgent, geminiStart } from "../../../../../src/adapters/agents/programs/gemini/agent.ts";
import type { AgentRequest } from "../../../../../src/engine/ports/agent.ts";
import { agentContract, allBehaviours } from "../../../../contracts/agent.contract.ts";
import { fakeProgram } from "../../../../helpers/agents/fakes.ts";
import { tempDirOfEach } from "../../../../helpers/agents/processes.ts";
import { performed, requestIn } from "../../../../helpers/agents/request.ts";

agentContract(
  "gemini",
  allBehaviours,
  (behaviour, dir) => geminiAgent("gemini", fakeProgram("gemini", behaviour), dir),
  { costs: false, schema: false },
);

const temp = tempDirOfEach();

describe("how Gemini CLI is started", () => {
  const start = (more: Partial<AgentRequest>) => geminiStart(requestIn(temp.dir, more), "gemini-2.5-pro");
  const policyOf = (args: readonly string[]) =>
    readFileSync(args[args.indexOf("--admin-policy") + 1]!, "utf8");

  it("to read: without any tool but those that read, and never in plan mode, which it may leave by itself", () => {
    const { args } = start({ access: "read" });
    expect(args).toEqual(expect.arrayContaining(["--approval-mode", "default"]));
    const [denied, allowed] = policyOf(args).split("[[rule]]").slice(1);
    expect(denied).toContain('toolName = "*"\ndecision = "deny"\npriority = 900');
    expect(allowed).toContain('decision = "allow"\npriority = 950');
    for (const tool of ["write_file", "replace", "run_shell_command", "exit_plan_mode", "invoke_agent"]) {
      expect(allowed).not.toContain(tool);
    }
  });

  it("to write: with what edits, without a way into and out of plan mode, which would give it a shell", () => {
    const { args } = start({ access: "write" });
    expect(args).toEqual(expect.arrayContaining(["--approval-mode", "auto_edit"]));
    expect(policyOf(args)).toContain('toolName = ["enter_plan_mode","exit_plan_mode"]\ndecision = "deny"');
  });

  it("with everything only where everything was asked for", () => {
    expect(start({ access: "full" }).args).toEqual([
      "-o",
      "stream-json",
      "--skip-trust",
      "--approval-mode",
      "yolo",
      "--model",
      "gemini-2.5-pro",
    ]);
    expect(start({ access: "write" }).args).not.toContain("yolo");
  });

  it("in a session and with a model, the action's before the agent's", () => {
    const { args } = start({ sessionId: "-x", model: "flash" });
    expect(args).toEqual(expect.arrayContaining(["--resume=-x", "--model", "flash"]));
  });

  it("not at all where its policy cannot be written", async () => {
    const request = requestIn(temp.dir, { attemptDir: join(temp.dir, "none") });
    const { result } = await performed(geminiAgent("gemini", { type: "gemini" }, temp.dir), request);
    expect(result.error).toMatchObject({ kind: "crash", message: expect.stringContaining("ENOENT") });
  });
});

it("Gemini CLI, stopped while it waits for its service, was stopped: the limit is not the reason", async () => {
  const retries = "Attempt 1 failed with status 429. Retrying with backoff...";
  const says = JSON.stringify({ type: "message", role: "assistant", content: "hm", delta: false });
  const script = `console.error("${retries}"); console.log('${says}'); console.error("${retries}"); setInterval(() => {}, 60000)`;
  const config = { type: "gemini", command: [process.execPath, "-e", script, "--"] } as const;
  const { result } = await performed(
    geminiAgent("gemini", config, temp.dir),
    requestIn(temp.dir),
    (event, controller) => {
      if (event.type === "text") controller.abort("now");
    },
  );
  expect(result.error).toEqual({ kind: "crash", message: "agent gemini was stopped" });
});
