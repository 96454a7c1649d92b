import type { Value } from "../../expression/ast.ts";
import { text } from "../../expression/functions.ts";
import { encodeKey } from "../../journal/path.ts";
import { canonicalJson } from "../../text/canonical.ts";

/** A longer key would make paths that nobody can read or type. */
const longest = 200;

/**
 * What an item is known by when the collection changes: its `id` or `slug`, itself where it is a scalar, else a hash.
 */
export function defaultKey(item: Value, hash: (text: string) => string): string {
  if (typeof item !== "object" || item === null) return text(item === null ? "null" : item);
  if (!Array.isArray(item)) {
    const { id, slug } = item as { readonly [key: string]: Value };
    for (const own of [id, slug]) {
      if (own !== "" && (typeof own === "string" || typeof own === "number")) return String(own);
    }
  }
  return hash(canonicalJson(item)).slice(0, 16);
}

/** Keys as they stand in paths, in the order of the items: encoded, and of equal ones the later with ~2, ~3. */
export function uniqueKeys(keys: readonly string[], hash: (text: string) => string): string[] {
  const seen = new Map<string, number>();
  return keys.map((key) => {
    const encoded = encodeKey(key.length > longest ? hash(key).slice(0, 32) : key);
    const count = (seen.get(encoded) ?? 0) + 1;
    seen.set(encoded, count);
    return count === 1 ? encoded : `${encoded}~${count}`;
  });
}
