import { basename, isAbsolute, relative } from "node:path";
import type { Json } from "../../../domain/text/json.ts";
import type { AgentEvent } from "../../../engine/ports/agent.ts";
import { isString } from "../json/fields.ts";
import { objectsIn } from "../json/read.ts";
import type { AskedCall } from "./permission.ts";

interface Call {
  name?: string;
  kind?: string;
  title?: string;
  paths: readonly string[];
  told: boolean;
  runs: boolean;
}

/** The tool calls of a turn: agents announce a call first, and say later what it is about. */
export interface ToolCalls {
  /** How many there were. */
  readonly count: number;
  /** Whether one runs, as far as is told. */
  readonly running: boolean;
  /** A `tool_call` or `tool_call_update`; an event when the call is first known well enough to be shown. */
  note(update: Json): readonly AgentEvent[];
  /** What is known of the call of a permission request. */
  asked(toolCall: Json): AskedCall & { readonly title: string };
  /** The agent itself goes on: not all agents tell when a tool has ended. */
  rest(): void;
}

/** The calls of one turn; there are none yet. */
export function toolCalls(workspace: string): ToolCalls {
  const calls = new Map<string, Call>();

  const merge = (update: Json): Call => {
    const id = String(update.toolCallId);
    const call = calls.get(id) ?? { paths: [], told: false, runs: true };
    calls.set(id, call);
    if (isString(update.name)) call.name = update.name;
    if (isString(update.kind)) call.kind = update.kind;
    if (isString(update.title) && update.title.trim() !== "") call.title = update.title;
    const paths = pathsOf(update);
    if (paths.length > 0) call.paths = paths;
    if (update.status === "completed" || update.status === "failed") call.runs = false;
    return call;
  };
  return {
    get count() {
      return calls.size;
    },
    get running() {
      return [...calls.values()].some((call) => call.runs);
    },
    rest() {
      for (const call of calls.values()) call.runs = false;
    },
    note(update) {
      const isNew = update.sessionUpdate === "tool_call";
      const call = merge(update);
      // Its first title is a placeholder: "Terminal", "Preparing file…".
      const known = isNew ? update.status !== "pending" : isString(update.title) || isString(update.status);
      if (call.told || !known) return [];
      call.told = true;
      return [{ type: "tool", name: call.name ?? call.kind ?? "tool", detail: detailOf(call, workspace) }];
    },
    asked(toolCall) {
      const call = merge(toolCall);
      return { kind: call.kind ?? "other", paths: call.paths, title: call.title ?? call.name ?? "a tool" };
    },
  };
}

function detailOf({ title = "", paths }: Call, workspace: string): string {
  const [path] = paths;
  if (path === undefined || path === workspace || title.includes(basename(path))) return title;
  const shown = isAbsolute(path) ? relative(workspace, path) : path;
  return `${title} ${shown.startsWith("..") ? path : shown}`.trim();
}

function pathsOf({ locations, content }: Json): string[] {
  const diffs = objectsIn(content).filter((part) => part.type === "diff");
  const paths = [...objectsIn(locations), ...diffs].map(({ path }) => path);
  return [...new Set(paths.filter(isString))];
}
