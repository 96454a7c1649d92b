/**
 * The program behind the `replay` agent: `node replay-player.js <cassette>`, in an attempt's environment. It is a command
 * agent like any other (a real process, killed and resumed as one), built as an entry point of its own. How far a session
 * has come is kept beside its result file, where the attempt that goes on in it finds it.
 */
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findKey, keyOf, readAttempt, readCassette } from "./cassette.ts";
import { applyEdit } from "./edits.ts";

interface Progress {
  readonly sessionId: string;
  readonly action: string;
  readonly attempt: number;
  readonly key: string;
  /** Lines said and edits made. */
  readonly steps: number;
  readonly finished: boolean;
}

const progressFile = "replay-session.json";

function variable(name: string): string {
  const value = process.env[`AGENTIC_SDLC_${name}`];
  if (value === undefined)
    throw new Error(`AGENTIC_SDLC_${name} is not set: this program is started by agentic-sdlc`);
  return value;
}

/** Readers see the old content or the new. */
function replace(file: string, data: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(data), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** How far the last attempt at an action came in a session, if it did not come to the end. */
function progressOf(sessionId: string, action: string, ownFolder: string): Progress | undefined {
  const attempts = dirname(ownFolder);
  const last = readdirSync(attempts)
    .filter((name) => name !== basename(ownFolder))
    .flatMap((name): Progress[] => {
      try {
        return [JSON.parse(readFileSync(join(attempts, name, progressFile), "utf8"))];
      } catch {
        return [];
      }
    })
    .filter((progress) => progress.sessionId === sessionId && progress.action === action)
    .sort((a, b) => b.attempt - a.attempt)[0];
  return last?.finished ? undefined : last;
}

async function play(cassetteFile: string, resultFile: string): Promise<number> {
  const folder = dirname(resultFile);
  const [slug, action] = [variable("STORY_SLUG"), variable("ACTION")];
  const attempt = Number(variable("ATTEMPT"));
  const resumed = process.env.AGENTIC_SDLC_SESSION_ID;

  const cassette = readCassette(cassetteFile);
  const before = resumed === undefined ? undefined : progressOf(resumed, action, folder);
  const key = before?.key ?? findKey(cassette, slug, action, attempt);
  if (key === undefined) {
    const held = Object.keys(cassette.attempts).join(", ") || "nothing";
    throw new Error(`cassette ${cassetteFile} has no ${keyOf(slug, action, attempt)}; it holds ${held}`);
  }
  const taped = readAttempt(cassette, key);
  const sessionId = resumed ?? taped.result.sessionId ?? `replay-${slug}-${action}-${attempt}`;
  const save = (steps: number, finished: boolean) =>
    replace(join(folder, progressFile), {
      sessionId,
      action,
      attempt,
      key,
      steps,
      finished,
    } satisfies Progress);

  // Known from the start, as with an agent that is asked to resume after it was killed.
  replace(resultFile, { sessionId });
  const steps = [
    ...taped.said.map(({ text, delayMs }) => async () => {
      await delay(delayMs);
      process.stdout.write(`${text}\n`);
    }),
    ...taped.edits.map((edit) => async () => applyEdit(process.cwd(), edit)),
  ];
  save(before?.steps ?? 0, false);
  for (const [i, step] of steps.entries()) {
    if (i < (before?.steps ?? 0)) continue;
    await step();
    save(i + 1, false);
  }
  replace(resultFile, { ...taped.result, sessionId });
  save(steps.length, true);
  return taped.exitCode;
}

const resultFile = variable("RESULT_FILE");
try {
  process.exitCode = await play(process.argv[2] ?? "", resultFile);
} catch (error) {
  const { message } = error as Error;
  replace(resultFile, { error: { kind: "bad_request", message } });
  console.error(message);
  process.exitCode = 1;
}
