import { describe, expect, it } from "@jest/globals";
import { secondsIn, serviceError } from "../../../src/adapters/agents/service-error.ts";

const now = 1_800_000_000_000;

describe("a service's error", () => {
  it.each([
    ["unexpected status 401 Unauthorized: invalid x-api-key", "auth"],
    ["Invalid API key · Fix external API key", "auth"],
    ["Please run /login", "auth"],
    ["Credit balance is too low", "auth"],
    ["exceeded retry limit, last status: 429 Too Many Requests", "rate_limit"],
    ["API Error: Request rejected (429) · This request would exceed your rate limit", "rate_limit"],
    ["Claude AI usage limit reached|1800003600", "rate_limit"],
    ["You've hit your usage limit. Try again in 2 hours 5 minutes.", "rate_limit"],
    ["5-hour limit reached ∙ resets 3pm", "rate_limit"],
    ["You've hit your Opus weekly limit · resets 8pm (Europe/Berlin)", "rate_limit"],
    ["API Error: 529 Overloaded. This is a server-side issue", "overloaded"],
    ["unexpected status 503 Service Unavailable", "overloaded"],
    ["We're currently experiencing high demand", "overloaded"],
    ["Prompt is too long", "turns"],
    ["API Error: 400 input exceeds the context window", "turns"],
    ["API Error: 400 messages: at least one is required", "bad_request"],
    ["The model `gpt-9` does not exist", "bad_request"],
    ["connect ECONNREFUSED 127.0.0.1:1", "network"],
    ["stream disconnected before completion", "network"],
    ["Unable to connect to API (ConnectionRefused)", "network"],
    ["something odd", "unknown"],
  ])("%j is %s", (text, kind) => {
    expect(serviceError(text, now)).toMatchObject({ kind, message: text });
  });

  it("is what its status says, where that is known beside the text", () => {
    expect(serviceError("rate limit", now, 500).kind).toBe("overloaded");
    expect(serviceError("no words", now, 403).kind).toBe("auth");
    expect(serviceError("overloaded", now, 200).kind).toBe("overloaded");
  });

  it.each([
    ["usage limit reached|1800003600", 3600],
    ["usage limit reached|1700000000", 0],
    ["Please try again in 1.2s.", 2],
    ["try again in 250ms", 1],
    ["Try again in 2 hours 5 minutes.", 7500],
    ["try again in 3 days, 2 hours and 1 minute", 266_460],
    ["retry after 30 seconds", 30],
    ["try again in a while", undefined],
    ["try again in 3 fortnights", undefined],
    ["made 5 requests", undefined],
  ])("says how long to wait: %j", (text, seconds) => {
    expect(secondsIn(text, now)).toBe(seconds);
  });

  it("that waiting does not help has no time to wait", () => {
    expect(serviceError("401 invalid key, try again in 5 minutes", now, 401)).not.toHaveProperty(
      "retryAfter",
    );
    expect(serviceError("rate limit: try again in 5 minutes", now)).toMatchObject({ retryAfter: 300 });
  });
});
