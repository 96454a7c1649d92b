import { describe, expect, it } from "@jest/globals";
import { piAgent, piStart } from "../../../../../src/adapters/agents/programs/pi/agent.ts";
import { readTranscript, transcriptFile } from "../../../../../src/adapters/agents/transcript/lines.ts";
import type { AgentRequest } from "../../../../../src/engine/ports/agent.ts";
import { agentContract, allBehaviours } from "../../../../contracts/agent.contract.ts";
import { fakeProgram } from "../../../../helpers/agents/fakes.ts";
import { tempDirOfEach } from "../../../../helpers/agents/processes.ts";
import { performed, requestIn } from "../../../../helpers/agents/request.ts";

agentContract("pi", allBehaviours, (behaviour, dir) => piAgent("pi", fakeProgram("pi", behaviour), dir), {
  schema: false,
  asks: ["TERM"],
});

const temp = tempDirOfEach();

describe("how pi is started", () => {
  const start = (more: Partial<AgentRequest>) => piStart(requestIn(temp.dir, more), undefined).args;

  it("to read: with reading tools alone", () => {
    expect(start({ access: "read" })).toEqual(["--mode", "json", "-p", "--tools", "read,grep,find,ls"]);
  });

  it("to write, and with full access: with all it has", () => {
    expect(start({ access: "write" })).toEqual(["--mode", "json", "-p"]);
    expect(start({ access: "full" })).toEqual(["--mode", "json", "-p"]);
  });

  it("in a session and with a model", () => {
    const args = start({ access: "full", sessionId: "01a1", model: "anthropic/claude-sonnet-4-5" });
    expect(args.slice(3)).toEqual(["--model", "anthropic/claude-sonnet-4-5", "--session", "01a1"]);
  });

  it("with config's arguments last, and a prompt that is no command of its own", async () => {
    const script =
      "process.stdout.write(JSON.stringify([process.argv.slice(1), require('fs').readFileSync(0, 'utf8')]))";
    const config = {
      type: "pi",
      command: [process.execPath, "-e", script, "--"],
      args: ["--thinking", "high"],
    } as const;
    const request = requestIn(temp.dir, { prompt: "/help" });
    await performed(piAgent("pi", config, temp.dir), request);
    const [said] = [...readTranscript(transcriptFile(request.attemptDir))].filter(
      ({ stream }) => stream === "raw",
    );
    expect(JSON.parse(said!.text)).toEqual([["--mode", "json", "-p", "--thinking", "high"], "\n/help"]);
  });
});
