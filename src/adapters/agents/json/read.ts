import { isObject, type Json, parseObject } from "../../../domain/text/json.ts";
import { isAmount, isString } from "./fields.ts";

/** The event in a line of a program's output; undefined for whatever else programs print. */
export function eventOf(line: string): Json | undefined {
  return line.trimStart().startsWith("{") ? parseObject(line) : undefined;
}

/** The object at a key; an empty one where there is none. */
export function objectAt(data: Json, key: string): Json {
  const value = data[key];
  return isObject(value) ? value : {};
}

/** The objects in the list at a key. */
export function objectsAt(data: Json, key: string): Json[] {
  return objectsIn(data[key]);
}

/** The objects in what may be a list. */
export function objectsIn(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The text at a key, where there is one. */
export function textAt(data: Json, key: string): string | undefined {
  const value = data[key];
  return isString(value) ? value : undefined;
}

/** The number, 0 or more, at a key, where there is one. */
export function amountAt(data: Json, key: string): number | undefined {
  const value = data[key];
  return isAmount(value) ? value : undefined;
}
