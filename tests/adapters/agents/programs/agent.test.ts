import { describe, expect, it } from "@jest/globals";
import { createAgent } from "../../../../src/adapters/agents/agents.ts";
import { programTypes } from "../../../../src/domain/agent/types.ts";
import { tempDirOfEach } from "../../../helpers/agents/processes.ts";
import { performed, requestIn } from "../../../helpers/agents/request.ts";

const temp = tempDirOfEach();

/** How the attempt of a program ends that is this shell script. */
async function errorOf(type: (typeof programTypes)[number], script: string) {
  const command = ["sh", "-c", `cat > /dev/null; ${script}`, "sh"] as const;
  const agent = createAgent(type, { type, command }, { root: temp.dir, agents: {} });
  return (await performed(agent, requestIn(temp.dir))).result.error;
}

describe.each(programTypes)("%s", (type) => {
  it("that does not speak as it was asked to is wrongly configured: to try again would not help", async () => {
    expect(await errorOf(type, "echo I have done it")).toEqual({
      kind: "bad_request",
      message: expect.stringContaining("correct its `command` or `args`"),
    });
  });

  it("that says nothing has stopped in the middle", async () => {
    expect(await errorOf(type, ":")).toMatchObject({ kind: "crash" });
  });
});
