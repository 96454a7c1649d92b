// A cassette: recorded attempts, as one JSON file that people may write and edit.
//
//     {
//       "version": 1,
//       "attempts": {
//         "add-dark-mode/implement#1": {
//           "said": ["Reading…", { "text": "Writing…", "delayMs": 200 }],
//           "edits": {
//             "src/theme.ts": "export const dark = true;\n",
//             "bin/theme": { "content": "#!/bin/sh\n", "executable": true },
//             "logo.png": { "base64": "iVBORw0…" },
//             "src/old.ts": null
//           },
//           "output": "…", "usage": { "costUsd": 0.06 }, "sessionId": "s-1", "exitCode": 0
//         },
//         "*/review": { "output": "Fine.", "verdict": "approved" }
//       }
//     }
//
// An attempt is found under the first of `<slug>/<action>#<n>`, `<slug>/<action>`, `<slug>/<action>#<the next lower
// number there is>`, and the same three with `*` for any story.
// Every key of an attempt is optional: `said` are lines of standard output, each after its delay; `edits` are made after
// them, in order (content; `null` deletes); `exitCode` is 0; the other keys are those of a result file. Paths are
// relative to the workspace and stay in it.
import { readFileSync } from "node:fs";
import { isObject } from "../../../domain/text/json.ts";
import { needObject } from "../../files/bounded.ts";
import { type ResultFile, resultOf } from "../command/result-file.ts";
import { type Fields, fieldsOf, isAmount, isString } from "../json/fields.ts";
import { type Edit, editOf } from "./edits.ts";

/** A line of standard output, and the pause before it. */
export interface SaidLine {
  readonly text: string;
  readonly delayMs: number;
}

/** One recorded attempt. */
export interface TapedAttempt {
  readonly said: readonly SaidLine[];
  readonly edits: readonly Edit[];
  readonly exitCode: number;
  readonly result: ResultFile;
}

/** A cassette as it is in the file: attempts by key, each read when it is played. */
export interface Cassette {
  readonly version: 1;
  readonly attempts: Readonly<Record<string, unknown>>;
}

/** Reads a cassette. Throws an Error that names the file and says what is wrong. */
export function readCassette(file: string): Cassette {
  try {
    const { version, attempts } = needObject(readFileSync(file, "utf8"));
    if (version !== 1) throw new Error(`version must be 1, not ${JSON.stringify(version)}`);
    if (!isObject(attempts)) throw new Error("attempts must be an object");
    return { version, attempts };
  } catch (error) {
    throw new Error(`cassette ${file}: ${(error as Error).message}`);
  }
}

/** The key an attempt is recorded under. */
export const keyOf = (slug: string, action: string, attempt: number) => `${slug}/${action}#${attempt}`;

/** The key under which a cassette holds an attempt, or what comes nearest to it. */
export function findKey(
  cassette: Cassette,
  slug: string,
  action: string,
  attempt: number,
): string | undefined {
  const { attempts } = cassette;
  for (const story of [slug, "*"]) {
    const exact = [keyOf(story, action, attempt), `${story}/${action}`].find((key) =>
      Object.hasOwn(attempts, key),
    );
    if (exact !== undefined) return exact;
    for (let lower = attempt - 1; lower > 0; lower--) {
      const key = keyOf(story, action, lower);
      if (Object.hasOwn(attempts, key)) return key;
    }
  }
  return undefined;
}

/** Reads one attempt. Throws an Error that says what is wrong with it. */
export function readAttempt(cassette: Cassette, key: string): TapedAttempt {
  const problems: string[] = [];
  const data = cassette.attempts[key];
  if (!isObject(data)) throw new Error(`${key} must be an object`);
  const fields = fieldsOf(data, (problem) => problems.push(problem));
  const edits = Object.entries(fields.get("edits", isObject, "an object") ?? {});
  const attempt = {
    said: saidOf(data.said, fields),
    edits: edits.map(([path, value]) => editOf(path, value, (problem) => problems.push(problem))),
    exitCode: fields.get("exitCode", isAmount, "a number") ?? 0,
    result: resultOf(fields),
  };
  if (problems.length > 0) throw new Error(`${key}: ${problems[0]}`);
  return attempt;
}

/** Plain strings are lines without a delay. */
function saidOf(data: unknown, fields: Fields): SaidLine[] {
  if (Array.isArray(data) && data.every(isString)) return data.map((text) => ({ text, delayMs: 0 }));
  const mixed = Array.isArray(data) ? data.map((line) => (isString(line) ? { text: line } : line)) : data;
  const lines = fieldsOf({ said: mixed }, fields.tell).items("said") ?? [];
  return lines.map((line) => ({
    text: line.need("text", isString, "a string") ?? "",
    delayMs: line.get("delayMs", isAmount, "a number of milliseconds") ?? 0,
  }));
}
