import { pairs, refused, type Told } from "./row.ts";

const begun = { type: "thread.started", thread_id: "s-1" };
const turnFailed = (message: string) => [
  begun,
  { type: "turn.started" },
  { type: "turn.failed", error: { message } },
];

export const codex: readonly Told[] = [
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

export const gemini: readonly Told[] = [
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

export const opencode: readonly Told[] = [
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

export const pi: readonly Told[] = [
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

export const acp: readonly Told[] = [
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
