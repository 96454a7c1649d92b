import type { ErrorKind } from "../../../../src/domain/agent/error.ts";
import type { programTypes } from "../../../../src/domain/config/config.ts";

/** What a program told when its service refused it, and what that is. */
export interface Row {
  readonly program: (typeof programTypes)[number] | "acp";
  readonly error: string;
  /** What it is known by, as docs/agents.md has it. */
  readonly evidence: string;
  readonly kind: ErrorKind;
  /** Its standard output. */
  readonly out: readonly object[];
  readonly err?: string;
  readonly exit?: number;
  /** It was to go on in the session `s-1`. */
  readonly resumed?: true;
  readonly retryAfter?: number;
}

const inHours = (hours: number) => Math.floor(Date.now() / 1000) + hours * 3600;
const refused = (type: string, message: string) =>
  JSON.stringify({ type: "error", error: { type, message } });
const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
const pairs =
  "messages.37: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_019.";

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

const claude: readonly Omit<Row, "program">[] = [
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

const begun = { type: "thread.started", thread_id: "s-1" };
const turnFailed = (message: string) => [
  begun,
  { type: "turn.started" },
  { type: "turn.failed", error: { message } },
];

const codex: readonly Omit<Row, "program">[] = [
  {
    ...{ error: "a login that has expired", evidence: "its words", kind: "auth", exit: 1 },
    out: turnFailed(
      "Your access token could not be refreshed because your refresh token was already used. Please log out and sign in again.",
    ),
  },
  {
    ...{ error: "no login", evidence: "401, at the first `Reconnecting…`", kind: "auth" },
    out: [begun, { type: "error", message: "Reconnecting... 1/5 (unexpected status 401 Unauthorized)" }],
  },
  {
    ...{ error: "a limit that was met", evidence: "its words, and the time", kind: "rate_limit", exit: 1 },
    ...{
      out: turnFailed("You've hit your usage limit. Upgrade to Pro, or try again in 2 hours."),
      retryAfter: 7200,
    },
  },
  {
    ...{ error: "too many requests", evidence: "429", kind: "rate_limit", exit: 1 },
    out: turnFailed("exceeded retry limit, last status: 429 Too Many Requests"),
  },
  {
    ...{
      error: "no money for more",
      evidence: "`insufficient_quota`, whatever the status",
      kind: "auth",
      exit: 1,
    },
    out: turnFailed('unexpected status 429 Too Many Requests: {"error":{"code":"insufficient_quota"}}'),
  },
  {
    ...{ error: "an overload", evidence: "its words", kind: "overloaded", exit: 1 },
    out: turnFailed("We're currently experiencing high demand, which may cause temporary errors."),
  },
  {
    ...{ error: "a connection that is lost", evidence: "its words", kind: "network", exit: 1 },
    out: turnFailed("stream disconnected before completion: error sending request"),
  },
  {
    ...{
      error: "a refusal in a resumed session",
      evidence: "400",
      kind: "session_missing",
      resumed: true,
      exit: 1,
    },
    out: turnFailed("unexpected status 400 Bad Request: No tool output found for function call call_1."),
  },
  {
    ...{ error: "a model that there is not", evidence: "`model_not_found`", kind: "bad_request", exit: 1 },
    out: turnFailed(
      'unexpected status 400 Bad Request: {"error":{"code":"model_not_found","type":"invalid_request_error"}}',
    ),
  },
  {
    ...{
      error: "a login that has expired, told on standard error alone",
      evidence: "standard error",
      kind: "auth",
      exit: 1,
    },
    ...{ out: [begun], err: "ERROR codex_core::auth: Failed to refresh token: token_expired" },
  },
];

const session = { type: "init", session_id: "s-1" };
const ended = (message: string, type = "Error") => [
  session,
  { type: "result", status: "error", error: { type, message }, stats: {} },
];

const gemini: readonly Omit<Row, "program">[] = [
  {
    ...{
      error: "a quota that is used up",
      evidence: "`RESOURCE_EXHAUSTED`, and when to retry",
      kind: "rate_limit",
      exit: 1,
    },
    out: ended(
      "[API Error: You exceeded your current quota, please check your plan and billing details. Please retry in 15.002899939s. (Status: RESOURCE_EXHAUSTED)]",
    ),
    retryAfter: 16,
  },
  {
    ...{
      error: "a quota that is used up",
      evidence: "its words, and when to retry",
      kind: "rate_limit",
      exit: 1,
    },
    ...{
      out: ended("You exceeded your current quota, please check your plan. Please retry in 15s."),
      retryAfter: 15,
    },
  },
  {
    ...{
      error: "a key that is none",
      evidence: "`API_KEY_INVALID`, whatever the status",
      kind: "auth",
      exit: 1,
    },
    out: ended(
      '[API Error: {"error":{"code":400,"status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}]',
    ),
  },
  {
    ...{ error: "an overload", evidence: "`UNAVAILABLE`", kind: "overloaded", exit: 1 },
    out: ended('[API Error: {"error":{"message":"Try later.","status":"UNAVAILABLE"}}]'),
  },
  {
    ...{ error: "too many turns", evidence: "`FatalTurnLimitedError`", kind: "turns", exit: 1 },
    out: ended("Reached the bound.", "FatalTurnLimitedError"),
  },
  {
    ...{ error: "a refusal in a resumed session", evidence: "`INVALID_ARGUMENT`", kind: "session_missing" },
    ...{ resumed: true, exit: 1 },
    out: ended('{"error":{"code":400,"message":"function response parts","status":"INVALID_ARGUMENT"}}'),
  },
  {
    ...{
      error: "a quota, told on standard error alone",
      evidence: "standard error",
      kind: "rate_limit",
      exit: 1,
    },
    ...{ out: [session], err: 'ApiError: {\n  "code": 429,\n  "retryDelay": "20s"\n}', retryAfter: 20 },
  },
];

const opencodeError = (name: string, data: object) => [
  { type: "error", sessionID: "s-1", error: { name, data } },
];

const opencode: readonly Omit<Row, "program">[] = [
  {
    ...{ error: "no login", evidence: "`ProviderAuthError`", kind: "auth" },
    out: opencodeError("ProviderAuthError", { message: "no" }),
  },
  {
    ...{
      error: "too many requests",
      evidence: "`statusCode` 429, `retry-after`",
      kind: "rate_limit",
      retryAfter: 30,
    },
    out: opencodeError("APIError", {
      message: "no",
      statusCode: 429,
      responseHeaders: { "retry-after": "30" },
    }),
  },
  {
    ...{ error: "no money for more", evidence: "`insufficient_quota` in `responseBody`", kind: "auth" },
    out: opencodeError("APIError", {
      message: "no",
      statusCode: 429,
      responseBody: '{"code":"insufficient_quota"}',
    }),
  },
  {
    ...{ error: "a conversation that is too long", evidence: "`ContextOverflowError`", kind: "turns" },
    out: opencodeError("ContextOverflowError", { message: "no" }),
  },
  {
    ...{
      error: "a refusal in a resumed session",
      evidence: "`statusCode` 400",
      kind: "session_missing",
      resumed: true,
    },
    out: opencodeError("APIError", { message: "bad", statusCode: 400 }),
  },
];

const piFailed = (errorMessage: string) => [
  { type: "session", id: "s-1" },
  { type: "message_end", message: { role: "assistant", content: [], stopReason: "error", errorMessage } },
  { type: "agent_end" },
];

const pi: readonly Omit<Row, "program">[] = [
  {
    ...{ error: "too many requests", evidence: "`rate_limit_error`", kind: "rate_limit" },
    out: piFailed(refused("rate_limit_error", "no")),
  },
  {
    ...{ error: "an overload", evidence: "`overloaded_error`", kind: "overloaded" },
    out: piFailed(refused("overloaded_error", "Overloaded")),
  },
  { error: "a connection that is lost", evidence: "its words", kind: "network", out: piFailed("terminated") },
  {
    ...{ error: "a refusal in a resumed session", evidence: "400", kind: "session_missing", resumed: true },
    out: piFailed(`400 ${refused("invalid_request_error", pairs)}`),
  },
];

const reply = (id: number, more: object) => ({ jsonrpc: "2.0", id, ...more });
const opened = [
  reply(1, { result: { protocolVersion: 1, agentCapabilities: { loadSession: true } } }),
  reply(2, { result: { sessionId: "s-1" } }),
];
const acpError = (message: string, data: object, code = -32603) => [
  ...opened,
  reply(3, { error: { code, message, data } }),
];

const acp: readonly Omit<Row, "program">[] = [
  {
    error: "no login",
    evidence: "-32000",
    kind: "auth",
    out: acpError("Authentication required", {}, -32000),
  },
  {
    ...{ error: "a limit that was met", evidence: '`errorKind: "rate_limit"`', kind: "rate_limit" },
    out: acpError("Internal error", { errorKind: "rate_limit" }),
  },
  {
    ...{
      error: "a refusal in a resumed session",
      evidence: '`errorKind: "invalid_request"`',
      kind: "session_missing",
    },
    ...{ out: acpError("Internal error", { errorKind: "invalid_request" }), resumed: true },
  },
  {
    ...{
      error: "an overload, told on standard error alone",
      evidence: "standard error",
      kind: "overloaded",
      exit: 1,
    },
    ...{ out: [], err: "Error: 529 Overloaded\nbye" },
  },
];

const by = (program: Row["program"], all: readonly Omit<Row, "program">[]) =>
  all.map((row) => ({ program, ...row }));

export const rows: readonly Row[] = [
  ...by("claude", claude),
  ...by("codex", codex),
  ...by("gemini", gemini),
  ...by("opencode", opencode),
  ...by("pi", pi),
  ...by("acp", acp),
];
