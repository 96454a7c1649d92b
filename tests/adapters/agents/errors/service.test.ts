import { describe, expect, it } from "@jest/globals";
import { serviceError } from "../../../../src/adapters/agents/errors/service.ts";

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
    [
      "You've hit your session limit · resets 5pm\n/login to switch to an API usage-billed account",
      "rate_limit",
    ],
    ["Rate limit reached for o4-mini. Add a payment method at https://…/account/billing", "rate_limit"],
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

  it("says how long to wait, by the clocks of this machine", () => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    const then = new Intl.DateTimeFormat("en-US", { timeStyle: "short", timeZone }).format(now + 7200_000);
    expect(serviceError(`You've hit your limit · resets ${then}`, now).retryAfter).toBe(7200);
  });

  it("that waiting does not help has no time to wait", () => {
    expect(serviceError("401 invalid key, try again in 5 minutes", now, 401)).not.toHaveProperty(
      "retryAfter",
    );
    expect(serviceError("rate limit: try again in 5 minutes", now)).toMatchObject({ retryAfter: 300 });
  });
});
