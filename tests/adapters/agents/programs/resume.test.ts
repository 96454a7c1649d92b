import { expect, it } from "@jest/globals";
import { sessionEvent } from "../../../../src/adapters/agents/conversation/session.ts";
import { sessionArguments } from "../../../../src/adapters/agents/programs/resume.ts";

const mask = (text: string) => text.replaceAll("hunter2!", "***");

it.each(["../x", "hunter2!", "", "a b"])("a session id that is unsafe or secret is ignored: %j", (id) => {
  expect(sessionEvent(id, mask)).toMatchObject({ type: "notice", text: expect.stringContaining("ignored") });
});

it("a session id is told as it is", () => {
  expect(sessionEvent("s-1.x_Y", mask)).toEqual({ type: "session", sessionId: "s-1.x_Y" });
});

it("a session id that looks like a flag is kept from being one", () => {
  expect(sessionArguments("--resume", "s-1")).toEqual(["--resume", "s-1"]);
  expect(sessionArguments("--resume", "-p")).toEqual(["--resume=-p"]);
  expect(sessionArguments("--resume", undefined)).toEqual([]);
});
