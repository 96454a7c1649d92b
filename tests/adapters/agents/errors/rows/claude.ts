import { pairs, refused, type Told } from "./row.ts";

const inHours = (hours: number) => Math.floor(Date.now() / 1000) + hours * 3600;
const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);

const init = { type: "system", subtype: "init", session_id: "s-1", claude_code_version: "2.1.330" };
const said = (text: string, error?: string) => ({
  ...{ type: "assistant", session_id: "s-1", error },
  message: { role: "assistant", model: "<synthetic>", content: [{ type: "text", text }] },
});
const failed = (result: string, more: object = {}) => [
  init,
  said(result),
  { type: "result", subtype: "success", is_error: true, result, session_id: "s-1", ...more },
];
const limit = (status: string, resetsAt: number) => ({
  type: "rate_limit_event",
  rate_limit_info: { status, resetsAt, rateLimitType: "five_hour" },
});
const retry = (error: string, error_status: number) => ({
  ...{ type: "system", subtype: "api_retry", attempt: 1, max_retries: 4, retry_delay_ms: 500 },
  ...{ error, error_status },
});
const api = (status: number, type: string, message: string) =>
  failed(`API Error: ${status} ${refused(type, message)}`, { api_error_status: status });

export const claude: readonly Told[] = [
  {
    ...{
      error: "a limit that was met",
      evidence: "`rate_limit_event` with `rejected`, whatever the words",
      kind: "rate_limit",
    },
    ...{
      out: [limit("rejected", inHours(2)), ...failed("You're out of extra usage · resets 11pm (UTC)")],
      exit: 1,
    },
    retryAfter: 7200,
  },
  {
    ...{
      error: "a limit whose end has just passed",
      evidence: "`resetsAt`",
      kind: "rate_limit",
      retryAfter: 0,
    },
    ...{ out: [limit("rejected", inHours(-0.01)), ...failed("You've hit your limit")], exit: 1 },
  },
  {
    ...{ error: "a limit, with an offer to log in", evidence: "its words", kind: "rate_limit" },
    out: failed(
      "You've hit your session limit · resets 5pm\n/login to switch to an API usage-billed account",
    ),
  },
  {
    ...{
      error: "no money for more",
      evidence: "its words, without a time at which there is more",
      kind: "auth",
    },
    out: api(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API."),
  },
  {
    ...{ error: "a bound that its owner set", evidence: "its words, and the time", kind: "rate_limit" },
    out: api(
      400,
      "invalid_request_error",
      `You have reached your specified API usage limits. You will regain access on ${inTwoDays} at 00:00 UTC.`,
    ),
  },
  {
    ...{
      error: "no login",
      evidence: "`api_retry` with `authentication_failed`, at the first",
      kind: "auth",
    },
    out: [init, retry("authentication_failed", 401)],
  },
  {
    ...{ error: "no login", evidence: "the `error` of the message in the model's place", kind: "auth" },
    out: [init, said("Please run setup", "authentication_failed"), ...failed("Please run setup").slice(2)],
  },
  {
    ...{ error: "an overload", evidence: "`api_error_status` 529", kind: "overloaded", exit: 1 },
    out: failed("API Error: Repeated errors", { api_error_status: 529 }),
  },
  {
    ...{
      error: "an overload that it is still trying over when it ends",
      evidence: "`api_retry`",
      kind: "overloaded",
    },
    ...{ out: [init, retry("overloaded", 529)], exit: 1 },
  },
  {
    ...{ error: "a connection that is lost", evidence: "its words", kind: "network", exit: 1 },
    out: failed(
      "API Error: The socket connection was closed unexpectedly. For more information, pass `verbose: true`",
    ),
  },
  {
    ...{ error: "a model that there is not", evidence: "`not_found_error`", kind: "bad_request" },
    out: api(404, "not_found_error", "model: claude-x"),
  },
  {
    ...{ error: "a conversation that is too long", evidence: "400, and its words", kind: "turns", exit: 1 },
    out: api(
      400,
      "invalid_request_error",
      "input length and `max_tokens` exceed context limit: 193125 + 21333 > 200000",
    ),
  },
  {
    ...{
      error: "a refusal that does not say of what",
      evidence: "400 `invalid_request_error`",
      kind: "unknown",
    },
    ...{ out: api(400, "invalid_request_error", pairs), exit: 1 },
  },
  {
    ...{
      error: "the same in a resumed session",
      evidence: "the same",
      kind: "session_missing",
      resumed: true,
    },
    ...{ out: api(400, "invalid_request_error", pairs), exit: 1 },
  },
  {
    ...{ error: "an answer beyond the model's bound", evidence: "its words", kind: "turns" },
    out: failed("API Error: Claude's response exceeded the 32000 output token maximum."),
  },
  {
    ...{
      error: "a limit, told on standard error alone",
      evidence: "standard error",
      kind: "rate_limit",
      exit: 1,
    },
    ...{ out: [init], err: "Claude AI usage limit reached, resets 3pm" },
  },
];
