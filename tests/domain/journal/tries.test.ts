import { describe, expect, it } from "@jest/globals";
import { attemptToGoOnFrom } from "../../../src/domain/agent/session.ts";
import { triesAfter } from "../../../src/domain/journal/tries.ts";

describe("the tries of an item's agent", () => {
  it("are of its step, so that the next one goes on in the session of one that was interrupted", () => {
    const at = { seq: 1, epoch: 1, at: "2026-01-08T10:00:00Z", path: "each[a[1]/check[b]", attempt: 1 };
    const begun = triesAfter({}, { ...at, type: "intent", kind: "agent", agent: "mine", resume: "s1" });
    const { tries = [] } = triesAfter(begun, { ...at, type: "interrupted", reason: "stopped" });
    expect(attemptToGoOnFrom(tries, "check")).toMatchObject({ action: "check", sessionId: "s1" });
  });
});
