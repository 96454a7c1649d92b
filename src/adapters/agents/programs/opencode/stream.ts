import type { Heard } from "../reader.ts";
/** The events of `opencode run --format json`, and its log on standard error (measured: 1.18). */

import { stripVTControlCharacters } from "node:util";
import type { AgentError } from "../../../../domain/agent/error.ts";
import type { Json } from "../../../../domain/text/json.ts";
import type { Ended } from "../../../process/end/ended.ts";
import { apiError } from "../../errors/api.ts";
import { amountAt, objectAt, textAt } from "../../json/read.ts";
import { addUsage, knownCost, type Spent, total } from "../../usage/spent.ts";
import { lastAnswer } from "../answer.ts";
import { detailOf } from "../detail.ts";
import { eventReader, sessionHeard, textHeard } from "../heard.ts";
import type { StreamReader } from "../reader.ts";
import { lineWith, unknownArgument } from "../refusal.ts";

/** It retries without an end and without a word in its events: after these the waiting is ours, where it is shown. */
const triesUntilHopeless = 4;

/** Follows one attempt of the agent `name`. `workspace`: absolute, for the names of files. */
export function opencodeReader(name: string, workspace: string): StreamReader {
  const said = lastAnswer();
  let session: string | undefined;
  let spent: Spent | undefined;
  /** Why its last step ended; undefined while one is under way, or before the first. */
  let reason: string | undefined;
  let inStep = false;
  let rejected: string | undefined;
  let error: AgentError | undefined;
  let refused: AgentError | undefined;
  let failed = false;
  let tries = 0;
  let logged: string | undefined;

  const hear = (event: Json): Heard[] => {
    const part = objectAt(event, "part");
    switch (event.type) {
      case "step_start":
        inStep = true;
        failed = false;
        [reason, error, tries] = [undefined, undefined, 0];
        return [];
      case "text": {
        const text = textAt(part, "text") ?? "";
        said.say(text, "\n\n");
        return textHeard(text);
      }
      case "tool_use": {
        const tool = textAt(part, "tool") ?? "tool";
        const state = objectAt(part, "state");
        said.tool(tool);
        rejected = /rejected permission/.test(textAt(state, "error") ?? "")
          ? textAt(state, "error")
          : undefined;
        return [{ type: "tool", name: tool, detail: detailOf(state.input, workspace) }];
      }
      case "step_finish":
        inStep = false;
        reason = textAt(part, "reason") ?? "unknown";
        if (part.tokens === undefined) return [];
        spent = addUsage(spent, stepUsage(part));
        return [{ type: "usage", usage: knownCost(spent) }];
      case "error":
        inStep = false;
        failed = true;
        error = errorIn(name, objectAt(event, "error"), logged);
        return [];
      default:
        return [];
    }
  };
  const log = (line: string): Heard[] => {
    if (/Falling back to default agent/.test(line)) {
      refused = {
        kind: "bad_request",
        message: `agent ${name} did not take the agent it was given: ${plain(line)}`,
      };
    }
    const told = /\serror(?:\.error)?="((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
    // What it asks a small model, as for a title, may fail.
    if (told === undefined || !line.includes("level=ERROR") || line.includes("small=true")) return [];
    logged = told.replace(/\\(.)/g, "$1");
    if (!line.includes('message="stream error"') || failed) return [];
    tries += 1;
    error = retried(name, logged);
    return [];
  };
  const hearOwn = (event: Json): readonly Heard[] => {
    const id = textAt(event, "sessionID");
    // The sessions of its sub-agents are not this one.
    if (session !== undefined && id !== undefined && id !== session) return [];
    const first = session === undefined ? sessionHeard(event, "sessionID") : [];
    session ??= id;
    return [...first, ...hear(event)];
  };
  return {
    read: eventReader(hearOwn, log),
    over() {
      if (refused || tries >= triesUntilHopeless) return "hopeless";
      return failed || reason === "stop" ? "said" : undefined;
    },
    // Its tools are told when they have ended: all there is to see is that a step has begun.
    busy: () => inStep,
    outcome() {
      const usage = spent && knownCost(spent);
      const problem = refused ?? error ?? stopped(name, reason, rejected);
      return { output: said.text(), finished: isEnd(reason) && !problem, usage, error: problem };
    },
    failure: (ended) => failureOf(name, ended),
  };
}

const isEnd = (reason: string | undefined) => reason !== undefined && reason !== "tool-calls";

/** Why a turn that ended is none that can be accepted. */
function stopped(
  name: string,
  reason: string | undefined,
  rejected: string | undefined,
): AgentError | undefined {
  if (reason === "length")
    return { kind: "turns", message: `agent ${name} stopped at its maximum number of tokens` };
  if (reason === "content-filter")
    return { kind: "denied", message: `agent ${name}: its service refused to go on` };
  if (reason === "error")
    return { kind: "unknown", message: `agent ${name}: its last step ended in an error` };
  // It asks for a permission, gets none, and ends its turn, with exit code 0.
  if (reason === "tool-calls" && rejected !== undefined) {
    return { kind: "denied", message: `agent ${name} was not given a permission: ${rejected}` };
  }
  return undefined;
}

/** What went through its cache is input; what it thought is output. */
function stepUsage(part: Json): Spent {
  const tokens = objectAt(part, "tokens");
  const cache = objectAt(tokens, "cache");
  return {
    inputTokens: total([amountAt(tokens, "input"), amountAt(cache, "read"), amountAt(cache, "write")]),
    outputTokens: total([amountAt(tokens, "output"), amountAt(tokens, "reasoning")]),
    costUsd: amountAt(part, "cost"),
  };
}

function errorIn(name: string, error: Json, logged: string | undefined): AgentError {
  const data = objectAt(error, "data");
  const kind = textAt(error, "name");
  const text = textAt(data, "message") ?? kind ?? "an error without a message";
  const message = `agent ${name}: ${text.slice(0, 500)}`;
  if (kind === "ProviderAuthError") return { kind: "auth", message };
  if (kind === "MessageOutputLengthError" || kind === "ContextOverflowError")
    return { kind: "turns", message };
  if (kind === "UnknownError" && logged !== undefined) {
    const wrong = /NotFoundError|ConfigInvalid|ConfigJson/.test(logged);
    return wrong ? { kind: "bad_request", message: `agent ${name}: ${logged}` } : apiError(name, logged);
  }
  const told = apiError(name, text, amountAt(data, "statusCode"));
  const wait = Number(textAt(objectAt(data, "responseHeaders"), "retry-after"));
  const waits = told.kind === "rate_limit" || told.kind === "overloaded";
  return waits && Number.isFinite(wait) ? { ...told, retryAfter: Math.ceil(wait) } : told;
}

/** It retries only what may pass: where the words say nothing, it was the service. */
function retried(name: string, text: string): AgentError {
  const told = apiError(name, text.replace(/^\w+Error: /, ""));
  return told.kind === "unknown" ? { ...told, kind: "overloaded" } : told;
}

/** It colours what it says on standard error. */
const plain = (text: string) => stripVTControlCharacters(text).trim().slice(0, 300);

function failureOf(name: string, { stderr }: Ended): AgentError | undefined {
  const missing = lineWith(stderr, /session not found/i);
  if (missing !== undefined) return { kind: "session_missing", message: `agent ${name}: ${plain(missing)}` };
  // It shows its help instead of naming the argument.
  if (/^\s*opencode run \[message/.test(stderr)) return unknownArgument(name, "unknown argument");
  return unknownArgument(name, stderr);
}
