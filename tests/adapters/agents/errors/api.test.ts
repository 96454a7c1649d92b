import { describe, expect, it } from "@jest/globals";
import { apiError } from "../../../../src/adapters/agents/errors/api.ts";

describe("what a program passes on of its service's answer", () => {
  it.each([
    [
      '[API Error: {"error":{"code":401,"message":"bad key"}}]',
      { kind: "auth", message: "agent x: 401 bad key" },
    ],
    ['400 {"error":{"message":"odd"}}', { kind: "bad_request", message: "agent x: 400 odd" }],
    [
      '[API Error: {"error":{"code":400,"message":"The input token count (9) exceeds the maximum"}}]',
      { kind: "turns" },
    ],
    ["Cannot connect to API: Unable to connect.", { kind: "network" }],
    ["[API Error: stub failure]", { kind: "unknown", message: "agent x: [API Error: stub failure]" }],
    ["a line of 429 words", { kind: "unknown" }],
  ])("%s", (text, error) => {
    expect(apiError("x", text)).toMatchObject(error);
  });

  it.each([
    ['{"code":429,"message":"No.","details":[{"retryDelay":"34.07s"}]}', 35],
    ["429 Please retry in 12.5s.", 13],
    ["status 503, retry-after: 20", 20],
    ["429 You have exhausted your capacity. Your quota will reset after 1h2m3s.", 3723],
    ["429 Too many requests", undefined],
    ['401 {"message":"No.","retryDelay":"5s"}', undefined],
  ])("says when to come back: %s", (text, seconds) => {
    expect(apiError("x", text).retryAfter).toBe(seconds);
  });

  it("that is cut in two is shown as it is", () => {
    expect(apiError("x", '500 {"message":"half').message).toBe('agent x: 500 {"message":"half');
  });
});
