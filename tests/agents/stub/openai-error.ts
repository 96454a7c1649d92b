/** The body of an error, as OpenAI's APIs give it. */
export function errorBody(status: number) {
  const known: Record<number, readonly [code: string, message: string]> = {
    401: ["invalid_api_key", "Incorrect API key provided"],
    429: ["rate_limit_exceeded", "Rate limit reached"],
    529: ["server_is_overloaded", "Overloaded"],
  };
  const [code, message] = known[status] ?? ["server_error", "failed"];
  return { error: { message, type: code, code } };
}
