import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { claudeAgent } from "../../../src/adapters/agents/claude.ts";
import { tempDir } from "../../helpers/agents/processes.ts";
import { performed, requestIn } from "../../helpers/agents/request.ts";

let temp: ReturnType<typeof tempDir>;
beforeEach(() => {
  temp = tempDir();
});
afterEach(() => temp.remove());

/** An agent whose program prints these events, then does what `then` says. */
function printing(events: readonly object[], then = "") {
  const lines = events.map((event) => `console.log(${JSON.stringify(JSON.stringify(event))});`);
  const command = [process.execPath, "-e", `${lines.join("")}${then}`, "--"];
  return claudeAgent("claude", { type: "claude", command }, temp.dir);
}

const init = (session_id: string) => ({ type: "system", subtype: "init", session_id });
const answer = { type: "result", subtype: "success", result: "hello", total_cost_usd: 0.5 };

describe("an agent that tells what it does in lines of JSON", () => {
  it.each(["../x", "hunter2!", ""])("has no session of the id %j, which is unsafe or secret", async (id) => {
    const request = requestIn(temp.dir, { mask: (text) => text.replaceAll("hunter2!", "***") });
    const { result, events } = await performed(printing([init(id), init(id), answer]), request);
    expect(result).toMatchObject({ output: "hello", sessionId: undefined, error: undefined });
    expect(events.map((event) => event.type)).toEqual(["started", "notice", "usage"]);
  });
});
