import { isObject, type Json } from "../../../domain/text/json.ts";

/** Reads keys of JSON data that somebody else wrote: what is right is given, what is wrong is told. */
export interface Fields {
  /** The value at `key`; undefined when it is absent or `null`, or (told) of another type. */
  get<T>(key: string, is: (value: unknown) => value is T, expected: string): T | undefined;
  /** As `get`, but being absent is told too. */
  need<T>(key: string, is: (value: unknown) => value is T, expected: string): T | undefined;
  /** The object at `key`. */
  inside(key: string): Fields | undefined;
  /** The list of objects at `key`. */
  items(key: string): Fields[] | undefined;
  /** Tells that something is wrong. */
  tell(problem: string): void;
}

/** Whether a value is a text. */
export const isString = (value: unknown): value is string => typeof value === "string";
/** A finite number, 0 or more. */
export const isAmount = (value: unknown): value is number => Number.isFinite(value) && (value as number) >= 0;
const isList = (value: unknown): value is unknown[] => Array.isArray(value);

/** `prefix` stands before a key when a problem names it: `usage.`. */
export function fieldsOf(data: Json, tell: (problem: string) => void, prefix = ""): Fields {
  const at = (key: string) => (Object.hasOwn(data, key) ? (data[key] ?? undefined) : undefined);
  const get: Fields["get"] = (key, is, expected) => {
    const value = at(key);
    if (value === undefined || is(value)) return value;
    tell(`${prefix}${key} must be ${expected}, not ${nameOf(value)}`);
    return undefined;
  };
  return {
    get,
    tell,
    need(key, is, expected) {
      if (at(key) === undefined) tell(`${prefix}${key} is missing`);
      return get(key, is, expected);
    },
    inside(key) {
      const value = get(key, isObject, "an object");
      return value && fieldsOf(value, tell, `${prefix}${key}.`);
    },
    items(key) {
      return get(key, isList, "a list")?.flatMap((item, i) => {
        const place = `${prefix}${key}[${i}]`;
        if (isObject(item)) return [fieldsOf(item, tell, `${place}.`)];
        tell(`${place} must be an object, not ${nameOf(item)}`);
        return [];
      });
    },
  };
}

/** A value, for a message. */
export function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return JSON.stringify(value)?.slice(0, 60) ?? typeof value;
}
