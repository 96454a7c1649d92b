import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readResultFile } from "../../../../src/adapters/agents/command/result-file.ts";
import { isSessionId } from "../../../../src/adapters/agents/conversation/session.ts";
import { tempDir } from "../../../helpers/agents/processes.ts";

let temp: ReturnType<typeof tempDir>;
let file: string;
beforeEach(() => {
  temp = tempDir();
  file = join(temp.dir, "result.json");
});
afterEach(() => temp.remove());

const read = (text: string) => {
  writeFileSync(file, text);
  return readResultFile(file);
};

describe("a result file", () => {
  it.each([
    ["", "is empty"],
    ['{"output": ', "is not JSON"],
    ["[1]", "does not hold a JSON object"],
    ['{"output": 1}', "output must be a string, not 1"],
    ['{"verdict": "fine"}', 'verdict must be "approved" or "rejected", not "fine"'],
    ['{"issues": {}}', "issues must be a list, not an object"],
    ['{"issues": ["x"]}', 'issues[0] must be an object, not "x"'],
    ['{"issues": [{"severity": "x"}]}', "issues[0].description is missing"],
    ['{"issues": [{"severity": "x", "description": "y", "line": "7"}]}', "issues[0].line must be a number"],
    ['{"question": ["?"]}', "question must be a string, not a list"],
    ['{"usage": 1}', "usage must be an object"],
    ['{"usage": {"costUsd": -1}}', "usage.costUsd must be a number, 0 or more, not -1"],
    ['{"usage": {"costUsd": 1e999}}', "usage.costUsd must be a number"],
    ['{"sessionId": 5}', "sessionId must be a string"],
    ['{"error": "no"}', "error must be an object"],
    ['{"error": {"kind": "auth", "retryAfter": "60"}}', "error.retryAfter must be"],
  ])("that is wrong is named with what is wrong: %s", (text, problem) => {
    expect(read(text).problem).toContain(`result.json: ${problem}`);
  });

  it("keeps what is right of a wrong one: what was spent was spent", () => {
    const { said, problem } = read('{"verdict": 1, "usage": {"costUsd": 3}, "sessionId": "s"}');
    expect(problem).toBeDefined();
    expect(said).toMatchObject({ verdict: undefined, usage: { costUsd: 3 }, sessionId: "s" });
  });

  it("may be absent, begin with a byte order mark, and hold what we do not know", () => {
    expect(readResultFile(file)).toEqual({ said: {} });
    expect(read('\uFEFF{"output": "x", "__proto__": {"verdict": "approved"}, "more": []}')).toEqual({
      said: { output: "x" },
    });
  });

  it("is read up to 16 MiB", () => {
    writeFileSync(file, "");
    truncateSync(file, 16 * 1024 * 1024 + 1);
    expect(readResultFile(file).problem).toContain("larger than 16 MiB");
  });

  it("never throws, whatever it holds", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => void read(text)),
      { numRuns: 200 },
    );
  });
});

describe("session ids", () => {
  it("are letters, digits and _ . -, no line break, of bounded length", () => {
    expect(["a", "A.b-c_9", "x".repeat(256)].map(isSessionId)).toEqual([true, true, true]);
    expect(["", "a\n", "a/b", "ä", "x".repeat(257)].map(isSessionId)).toEqual(Array(5).fill(false));
  });
});
