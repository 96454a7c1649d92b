import type { Access } from "../../../domain/definition/story/definition.ts";
import { isObject, type Json } from "../../../domain/text/json.ts";
import { isString } from "../json/fields.ts";
import { objectsIn } from "../json/read.ts";

/** A request that brings a session into the state that the attempt needs. */
export interface Setup {
  readonly method: string;
  /** Without the session's id. */
  readonly params: Json;
  /** For a message: "mode read-only". */
  readonly what: string;
}

/**
 * The modes to work in, by the names that agents give them: the first that is offered. What an agent does there without
 * asking is no more than the access; what it asks for is answered by the access. Where none is offered it stays in its own.
 */
const modes: Readonly<Record<Access, readonly string[]>> = {
  // codex · claude, gemini · cursor · goose
  read: ["read-only", "default", "ask", "approve"],
  // codex · claude, gemini · goose · older codex
  write: ["workspace-write", "default", "approve", "auto"],
  // codex · older codex · claude · gemini
  full: ["agent-full-access", "full-access", "bypassPermissions", "yolo"],
};

/**
 * What a new or loaded session must be told before it is prompted. `problem`: the model is not among those it offers,
 * and another one would cost other money.
 */
export function setupOf(
  session: Json,
  access: Access,
  model: string | undefined,
): { readonly setups: readonly Setup[]; readonly problem?: string } {
  const setups: Setup[] = [];
  const mode = pick(selectorsOf(session, "mode"), modes[access]);
  if (mode) setups.push(mode);
  if (model === undefined) return { setups };
  const selectors = selectorsOf(session, "model");
  const chosen = pick(selectors, [model]);
  if (chosen) setups.push(chosen);
  if (chosen !== null) return { setups };
  const offered = [...new Set(selectors.flatMap((selector) => selector.values))];
  return { setups, problem: `it has no model ${model}; it offers: ${offered.join(", ") || "no choice"}` };
}

/** Something a session lets us choose. */
interface Selector {
  readonly what: string;
  readonly values: readonly string[];
  readonly current: unknown;
  choose(value: string): Omit<Setup, "what">;
}

/** The first wanted value that is offered; undefined where it is chosen already, `null` where none is offered. */
function pick(selectors: readonly Selector[], wanted: readonly string[]): Setup | undefined | null {
  for (const value of wanted) {
    const selector = selectors.find((s) => s.values.includes(value));
    if (selector?.current === value) return undefined;
    if (selector) return { ...selector.choose(value), what: `${selector.what} ${value}` };
  }
  return null;
}

function selectorsOf(session: Json, what: "mode" | "model"): Selector[] {
  const selectors: Selector[] = [];
  for (const option of objectsIn(session.configOptions)) {
    // Other options may have the same category: codex has a second kind of mode.
    if (option.id !== what || !isString(option.id)) continue;
    const values = objectsIn(option.options).flatMap((o) =>
      [o, ...objectsIn(o.options)].flatMap((v) => text(v.value)),
    );
    const choose = (value: string) => ({
      method: "session/set_config_option",
      params: { configId: option.id, value },
    });
    selectors.push({ what, values, current: option.currentValue, choose });
  }
  const own = what === "mode" ? session.modes : session.models;
  if (isObject(own)) {
    const [all, key, current, method] =
      what === "mode"
        ? ([own.availableModes, "id", own.currentModeId, "session/set_mode"] as const)
        : ([own.availableModels, "modelId", own.currentModelId, "session/set_model"] as const);
    const values = objectsIn(all).flatMap((entry) => text(entry[key]));
    const choose = (value: string) => ({ method, params: { [`${what}Id`]: value } });
    // The older way is the stable one for modes, and going away for models.
    selectors[what === "mode" ? "unshift" : "push"]({ what, values, current, choose });
  }
  return selectors;
}

const text = (value: unknown): string[] => (isString(value) ? [value] : []);
