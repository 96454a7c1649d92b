import { describe, expect, it } from "@jest/globals";
import { opencodeAgent, opencodeStart } from "../../../../../src/adapters/agents/programs/opencode/agent.ts";
import type { AgentRequest } from "../../../../../src/engine/ports/agent.ts";
import { agentContract, allBehaviours } from "../../../../contracts/agent.contract.ts";
import { fakeProgram } from "../../../../helpers/agents/fakes.ts";
import { tempDirOfEach } from "../../../../helpers/agents/processes.ts";
import { performed, requestIn } from "../../../../helpers/agents/request.ts";

agentContract(
  "opencode",
  allBehaviours,
  (behaviour, dir) => opencodeAgent("opencode", fakeProgram("opencode", behaviour), dir),
  { schema: false, asks: ["INT"] },
);

const temp = tempDirOfEach();

describe("how OpenCode is started", () => {
  const start = (more: Partial<AgentRequest>, env = {}) =>
    opencodeStart(requestIn(temp.dir, more), undefined, env);
  const json = (text: string | undefined) => JSON.parse(text ?? "null");

  it("to read: as an agent of our own that is denied all but reading, whatever the user configures", () => {
    const own = { model: "a/b", agent: { mine: { mode: "primary" }, "agentic-sdlc-read": {} } };
    const { args, env } = start({ access: "read" }, { OPENCODE_CONFIG_CONTENT: JSON.stringify(own) });
    expect(args).toEqual(expect.arrayContaining(["--agent", "agentic-sdlc-read", "--auto"]));
    const { model, agent } = json(env?.OPENCODE_CONFIG_CONTENT);
    expect([model, agent.mine]).toEqual(["a/b", { mode: "primary" }]);
    const { permission } = agent["agentic-sdlc-read"];
    // The last rule that fits counts.
    expect(Object.keys(permission)[0]).toBe("*");
    expect(permission).toMatchObject({ "*": "deny", grep: "allow", read: { "*": "allow", "*.env": "deny" } });
    for (const tool of ["edit", "bash", "task"]) expect(permission).not.toHaveProperty(tool);
  });

  it("to read: denied to edit in the environment, too, for one that does not know the agent", () => {
    const { env } = start({ access: "read" }, { OPENCODE_PERMISSION: '{"edit":"allow","webfetch":"deny"}' });
    expect(json(env?.OPENCODE_PERMISSION)).toEqual({ edit: "deny", bash: "deny", webfetch: "deny" });
  });

  it("to write: within its workspace, unless the user's own variable says otherwise", () => {
    const { args, env } = start({ access: "write" });
    expect(json(env?.OPENCODE_PERMISSION)).toEqual({ external_directory: "deny" });
    expect(args).not.toContain("--agent");
    const own = start({ access: "write" }, { OPENCODE_PERMISSION: '{"external_directory":"allow"}' });
    expect(json(own.env?.OPENCODE_PERMISSION)).toEqual({ external_directory: "allow" });
    expect(start({ access: "full" }).env).toEqual({});
  });

  it("in a session and with a model", () => {
    const { args } = start({ sessionId: "ses_1", model: "a/b" });
    expect(args).toEqual(expect.arrayContaining(["-s", "ses_1", "-m", "a/b"]));
  });

  it("not at all where permissions cannot be added to the user's own", async () => {
    const config = { type: "opencode", env: { OPENCODE_CONFIG_CONTENT: "{ // no" } } as const;
    const { result } = await performed(
      opencodeAgent("opencode", config, temp.dir),
      requestIn(temp.dir, { access: "read" }),
    );
    expect(result).toMatchObject({ exitCode: null, error: { kind: "bad_request" } });
    expect(result.error?.message).toContain("OPENCODE_CONFIG_CONTENT");
  });
});
