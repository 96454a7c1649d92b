import { describe, expect, it } from "@jest/globals";
import { parsePs } from "../../../../src/adapters/process/platform/darwin/scan.ts";
import { parseList } from "../../../../src/adapters/process/platform/windows/scan.ts";

describe("the process table as macOS prints it", () => {
  it("gives parents, groups, states, and who carries exactly the token", () => {
    const text = [
      "    1     0     1 Ss   /sbin/launchd",
      "  500   499   500 Ss+  node agent.js PATH=/bin AGENTIC_SDLC_TOKEN=abc HOME=/Users/sam",
      "  501   500   500 T    sleep 60 HOME=/ AGENTIC_SDLC_TOKEN=abc",
      "  502   500   502 S    sleep 60 AGENTIC_SDLC_TOKEN=abcd",
      "  503   500   500 Z    (sh)",
      "",
    ].join("\n");
    expect(parsePs(text, "abc").map((e) => [e.pid, e.parent, e.group, e.state, e.carries])).toEqual([
      [1, 0, 1, "running", false],
      [500, 499, 500, "running", true],
      [501, 500, 500, "stopped", true],
      [502, 500, 502, "running", false],
      [503, 500, 500, "zombie", false],
    ]);
    expect(parsePs(text, "").some((e) => e.carries)).toBe(false);
  });
});

describe("the process table as Windows prints it", () => {
  it("believes no parent that is younger than its child", () => {
    const text = "100 4 638000000000000001\r\n200 100 638000000000000002\r\n300 200 638000000000000001\r\n";
    expect(parseList(text).map((e) => [e.pid, e.parent])).toEqual([
      [100, 4],
      [200, 100],
      [300, 0],
    ]);
  });
});
