import { existsSync } from "node:fs";
import type { Agent, AgentEvent, AgentRequest, AgentResult } from "../../../engine/ports/agent.ts";
import { replaceFile } from "../../files/durable/write.ts";
import { type Cassette, keyOf, readCassette, type SaidLine } from "./cassette.ts";
import { pathProblem, tapeEdit } from "./edits.ts";
import { type Changes, changesSince, snapshot } from "./workspace.ts";

/** Played at the speed it was recorded a cassette would take as long as the agent did. */
const longestDelayMs = 1000;
const maxSaid = 10_000;

/**
 * Passes every request on to `inner` and adds what it did to a cassette, durably, after each attempt that was not stopped.
 * A cassette that cannot be written is a notice: the attempt counts all the same. One runner records into a cassette at a
 * time.
 */
export function recordAgent(name: string, inner: Agent, cassetteFile: string): Agent {
  return {
    name,
    resumes: inner.resumes,
    salvage: (attemptDir) => inner.salvage(attemptDir),
    async perform(request, onEvent, signal) {
      const before = await attempt(() => snapshot(request.workspace));
      const said: SaidLine[] = [];
      let last = performance.now();
      const listen = (event: AgentEvent) => {
        if (event.type === "text" && said.length < maxSaid) {
          const now = performance.now();
          said.push({ text: event.text, delayMs: Math.min(longestDelayMs, Math.round(now - last)) });
          last = now;
        }
        return onEvent(event);
      };
      const result = await inner.perform(request, listen, signal);
      if (signal.aborted && result.error) return result;
      const notice = (text: string) => onEvent({ type: "notice", text: `cassette ${cassetteFile}: ${text}` });
      if (before instanceof Error) {
        await notice(before.message);
        return result;
      }
      const changes = await attempt(() => changesSince(before, request.workspace));
      const written = await attempt(async () => {
        if (changes instanceof Error) throw changes;
        return add(cassetteFile, request, result, said, changes);
      });
      for (const text of written instanceof Error ? [written.message] : written) await notice(text);
      return result;
    },
  };
}

/** What a cassette needs must not fail the attempt. */
async function attempt<T>(act: () => Promise<T>): Promise<T | Error> {
  try {
    return await act();
  } catch (error) {
    return new Error((error as Error).message);
  }
}

/** Adds an attempt to the cassette; returns what was left out. */
function add(
  file: string,
  request: AgentRequest,
  result: AgentResult,
  said: readonly SaidLine[],
  { edits, notes }: Changes,
): readonly string[] {
  const { mask } = request;
  const leftOut = new Map<string, string>();
  for (const { path, content } of edits) {
    const text = content?.toString("utf8") ?? "";
    const problem = pathProblem(path) ?? (mask(text) === text ? undefined : "holds a secret");
    if (problem) leftOut.set(path, `${path} left out: it ${problem}`);
  }
  const kept = edits.filter(({ path }) => !leftOut.has(path));
  const { exitCode, output, verdict, issues, question, usage, sessionId, error } = result;
  const { costUsd, ...tokens } = usage;
  const slug = request.env.AGENTIC_SDLC_STORY_SLUG ?? "*";
  const key = keyOf(slug, request.action, request.attempt);
  const taped = {
    said,
    edits: Object.fromEntries(kept.map((edit) => [edit.path, tapeEdit(edit)])),
    ...{ output, verdict, issues, question, sessionId, error },
    usage: costUsd === null ? tokens : { ...tokens, costUsd },
    exitCode: exitCode ?? 1,
  };
  const cassette: Cassette = existsSync(file) ? readCassette(file) : { version: 1, attempts: {} };
  const attempts = { ...cassette.attempts, [key]: taped };
  replaceFile(file, `${JSON.stringify({ ...cassette, attempts }, null, 2)}\n`, 0o644);
  return [...notes, ...leftOut.values()];
}
