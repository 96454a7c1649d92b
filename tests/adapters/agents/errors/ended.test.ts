import { describe, expect, it } from "@jest/globals";
import { endedError } from "../../../../src/adapters/agents/errors/ended.ts";

const messageOf = (stdout: string, stderr = "") => {
  const how = { reason: "exit", exitCode: 1, signal: null, durationMs: 1, left: [] } as const;
  return endedError("a", { ...how, stdout, stderr }, { wallMs: 1, silenceMs: 1 })?.message;
};

describe("why a program failed", () => {
  it("is the last line it wrote for people: of its errors, else of its output", () => {
    expect(messageOf("one\ntwo\n", "no\nroom \n\n")).toBe("agent a exited with code 1: room");
    expect(messageOf("one\ntwo\n")).toBe("agent a exited with code 1: two");
    expect(messageOf("")).toBe("agent a exited with code 1");
  });

  it("is no event of a protocol, however long", () => {
    const event = JSON.stringify({ type: "assistant", text: "x".repeat(5000) });
    expect(messageOf(`{"type":"init"}\n${event}\n`)).toBe("agent a exited with code 1");
  });
});
