import type { ErrorKind } from "../../../domain/agent/error.ts";

/**
 * What a code says of a failure. `full`: the conversation is more than the model takes. `vague`: only that the request was
 * refused, be it for what is configured or for what the conversation holds.
 */
export type Meaning = ErrorKind | "full" | "vague";

/** Names that services, and the programs between, give their errors. */
const meanings: Readonly<Partial<Record<Meaning, string>>> = {
  auth: `authentication_failed oauth_org_not_allowed billing_error authentication_error permission_error
    insufficient_quota invalid_api_key token_expired refresh_token_expired refresh_token_reused refresh_token_invalidated
    account_deactivated usage_not_included billing_hard_limit_reached
    UNAUTHENTICATED PERMISSION_DENIED API_KEY_INVALID API_KEY_SERVICE_BLOCKED SERVICE_DISABLED
    FatalAuthenticationError ValidationRequiredError IneligibleTierError ProviderAuthError`,
  rate_limit: `rate_limit rate_limit_error rate_limit_exceeded usage_limit_reached
    RESOURCE_EXHAUSTED TerminalQuotaError RetryableQuotaError`,
  overloaded: `overloaded overloaded_error api_error timeout_error server_error server_is_overloaded slow_down
    UNAVAILABLE INTERNAL DEADLINE_EXCEEDED`,
  bad_request: `model_not_found not_found_error unsupported_parameter unsupported_value
    NOT_FOUND FatalConfigError ModelNotFoundError`,
  turns: "max_output_tokens FatalTurnLimitedError MessageOutputLengthError",
  full: "request_too_large context_length_exceeded ContextOverflowError",
  denied: "content_filter content_policy_violation",
  vague: "invalid_request invalid_request_error INVALID_ARGUMENT FAILED_PRECONDITION",
};

const byCode = new Map(
  Object.entries(meanings).flatMap(([meaning, codes]) =>
    codes.split(/\s+/).map((code: string) => [code, meaning as Meaning] as const),
  ),
);

const codes = /\b(?:[a-z]+(?:_[a-z]+)*|[A-Z]{4,}|[A-Z]{2,}(?:_[A-Z]+)+|[A-Z][A-Za-z]+Error)\b/g;

/** What a code means; undefined for one that is not known, or is none. */
export function meaningOfCode(code: unknown): Meaning | undefined {
  return typeof code === "string" ? byCode.get(code) : undefined;
}

/** What the first code in a text means that says more than that it was refused; else that. undefined: there is no code. */
export function meaningIn(text: string): Meaning | undefined {
  // An ordinary word, as `overloaded` is one, is no code.
  const found = [...text.matchAll(codes)].flatMap(([code]) =>
    /[_A-Z]/.test(code) ? (meaningOfCode(code) ?? []) : [],
  );
  return found.find((meaning) => meaning !== "vague") ?? found[0];
}

/** What an HTTP status means; undefined for one that is no error. */
export function meaningOfStatus(status: number): Meaning | undefined {
  if ([401, 402, 403].includes(status)) return "auth";
  if (status === 408) return "network";
  if (status === 413) return "full";
  if (status === 429) return "rate_limit";
  if (status >= 500 && status < 600) return "overloaded";
  if ([400, 409, 422].includes(status)) return "vague";
  return status >= 400 && status < 500 ? "bad_request" : undefined;
}
