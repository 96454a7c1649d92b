import type { Heard } from "../reader.ts";
/** The events of `gemini -o stream-json`, and what it says on standard error (measured: 0.61). */

import type { AgentError } from "../../../../domain/agent/error.ts";
import type { Json } from "../../../../domain/text/json.ts";
import type { Ended } from "../../../process/end/ended.ts";
import { apiError } from "../../errors/api.ts";
import { amountAt, objectAt, textAt } from "../../json/read.ts";
import type { ReportedUsage } from "../../usage/reported.ts";
import { lastAnswer } from "../answer.ts";
import { detailOf } from "../detail.ts";
import { eventReader, sessionHeard, textHeard } from "../heard.ts";
import type { StreamReader } from "../reader.ts";
import { lineWith, missingSession, unknownArgument } from "../refusal.ts";

/** It retries ten times, with growing pauses: after these the waiting is ours, where it is shown and survives a crash. */
const triesUntilHopeless = 4;
/** Longer pauses are ours at once. */
const longSeconds = 60;

/** Follows one attempt of the agent `name`. `workspace`: absolute, for the names of files. */
export function geminiReader(name: string, workspace: string): StreamReader {
  const said = lastAnswer();
  const running = new Set<string>();
  let line = "";
  let usage: ReportedUsage | undefined;
  let finished = false;
  let ended = false;
  let error: AgentError | undefined;
  let hopeless = false;

  /** Its answer comes in pieces that end anywhere: a person is shown whole lines. */
  const speak = (more: string, whole: boolean): Heard[] => {
    const lines = (line + more).split("\n");
    line = whole ? "" : (lines.pop() ?? "");
    const text = lines.join("\n");
    return textHeard(text);
  };
  const hear = (event: Json): Heard[] => {
    const id = textAt(event, "tool_id") ?? "";
    switch (event.type) {
      case "init":
        return sessionHeard(event, "session_id");
      case "message": {
        if (event.role !== "assistant") return [];
        goesOn();
        const text = textAt(event, "content") ?? "";
        said.say(text);
        return speak(text, event.delta !== true);
      }
      case "tool_use": {
        goesOn();
        const tool = textAt(event, "tool_name") ?? "tool";
        said.tool(tool);
        running.add(id);
        return [
          ...speak("", true),
          { type: "tool", name: tool, detail: detailOf(event.parameters, workspace) },
        ];
      }
      case "tool_result":
        running.delete(id);
        return [];
      case "error":
        return [
          { type: "notice", text: `${name}: ${textAt(event, "message") ?? "an error without a message"}` },
        ];
      case "result":
        return [...speak("", true), ...conclude(event)];
      default:
        return [];
    }
  };
  /** The service answers again. */
  const goesOn = () => {
    error = undefined;
    hopeless = false;
  };
  const conclude = (event: Json): Heard[] => {
    finished = event.status === "success";
    ended = true;
    running.clear();
    if (finished) goesOn();
    else error = apiError(name, textAt(objectAt(event, "error"), "message") ?? "it ended with an error");
    usage = usageIn(objectAt(event, "stats"));
    return usage ? [{ type: "usage", usage }] : [];
  };
  const retry = (text: string): Heard[] => {
    const [, tried, status] = /^Attempt (\d+) failed(?: with status (\d+))?/.exec(text) ?? [];
    if (tried === undefined) return [];
    error = apiError(name, text, status === undefined ? undefined : Number(status));
    hopeless = Number(tried) >= triesUntilHopeless || (error.retryAfter ?? 0) > longSeconds;
    return [];
  };
  return {
    read: eventReader(hear, retry),
    over: () => (ended ? "said" : hopeless ? "hopeless" : undefined),
    busy: () => running.size > 0,
    outcome: () => ({ output: said.text(), finished, usage, error }),
    failure: (ended) => failureOf(name, ended),
  };
}

/** What went through its cache is part of `input_tokens`; what it thought is only part of `total_tokens`, and is paid as output. */
function usageIn(stats: Json): ReportedUsage | undefined {
  const [inputTokens, output, total] = ["input_tokens", "output_tokens", "total_tokens"].map((key) =>
    amountAt(stats, key),
  );
  if (inputTokens === undefined || output === undefined) return undefined;
  return { inputTokens, outputTokens: Math.max(output, (total ?? 0) - inputTokens) };
}

/** Its exit codes: 41 no login, 42 wrong input, 52 wrong settings, 53 too many turns, 55 a folder it does not trust. */
function failureOf(name: string, { exitCode, stderr }: Ended): AgentError | undefined {
  const missing = missingSession(name, stderr, /error resuming session|invalid session identifier/i);
  if (missing) return missing;
  const kind = exits.find(([code]) => code === exitCode)?.[1];
  if (kind === undefined) return unknownArgument(name, stderr);
  const why = lineWith(stderr, /error|please|invalid|must|cannot|exceeded/i) ?? `exit code ${exitCode}`;
  return { kind, message: `agent ${name}: ${why}` };
}

const exits = [
  [41, "auth"],
  [42, "bad_request"],
  [52, "bad_request"],
  [53, "turns"],
  [55, "bad_request"],
] as const;
