/** A JSON object that somebody else wrote. Nothing about it is sure. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is an object with keys: no list, not `null`. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object that a text is in JSON; undefined for any other text. Never throws. */
export function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
