import type { Step } from "./script.ts";

interface Property {
  readonly type?: string;
  readonly enum?: readonly string[];
}

/** A tool an agent offers to the model. */
export interface Tool {
  readonly name: string;
  readonly schema?: {
    readonly properties?: Readonly<Record<string, Property>>;
    readonly required?: readonly string[];
  };
  /** Takes text, not JSON (OpenAI's custom tools). */
  readonly freeform?: boolean;
}

/** What the model answers: a text that ends its turn, or a call. */
export type Reply =
  | { readonly text: string }
  | { readonly tool: string; readonly args: Readonly<Record<string, unknown>> | string };

/** A step in terms of the tools there are; `undefined` when none can do it. */
export function replyTo(step: Exclude<Step, { stall: true }>, tools: readonly Tool[]): Reply | undefined {
  if ("say" in step) return { text: step.say };
  if ("json" in step) return answer(step.json, tools);
  if ("bash" in step) return shell(step.bash, tools);
  return write(step.write, tools);
}

function answer(value: unknown, tools: readonly Tool[]): Reply {
  const tool = tools.find(({ name }) => name === "StructuredOutput");
  return tool ? { tool: tool.name, args: value as Record<string, unknown> } : { text: JSON.stringify(value) };
}

const shells = /^(bash|shell|shell_command|exec_command|local_shell|run_shell_command)$/i;

function shell(command: string, tools: readonly Tool[]): Reply | undefined {
  const tool = tools.find(({ name }) => shells.test(name));
  if (!tool) return undefined;
  const key = parameter(tool, ["command", "cmd"]);
  const list = tool.schema?.properties?.[key]?.type === "array";
  return { tool: tool.name, args: filled({ [key]: list ? ["bash", "-lc", command] : command }, tool) };
}

function write(file: { path: string; content: string }, tools: readonly Tool[]): Reply | undefined {
  const { path, content } = file;
  const writer = tools.find(({ name }) => /^(mcp__acp__)?write(_file)?$/i.test(name));
  if (writer) {
    const where = parameter(writer, ["file_path", "filePath", "path"]);
    return { tool: writer.name, args: filled({ [where]: path, content }, writer) };
  }
  const patcher = tools.find(({ name }) => name === "apply_patch");
  if (!patcher) return shell(`cat > '${path}' <<'END'\n${content.replace(/\n$/, "")}\nEND`, tools);
  const added = content.replace(/\n$/, "").replace(/^/gm, "+");
  const patch = `*** Begin Patch\n*** Add File: ${path}\n${added}\n*** End Patch\n`;
  return { tool: patcher.name, args: patcher.freeform ? patch : { input: patch } };
}

function parameter(tool: Tool, names: readonly [string, ...string[]]): string {
  const there = tool.schema?.properties ?? {};
  return names.find((name) => name in there) ?? names[0];
}

/** With something plausible for every other parameter that must be given. */
function filled(args: Record<string, unknown>, tool: Tool): Record<string, unknown> {
  for (const name of tool.schema?.required ?? []) {
    args[name] ??= plausible(tool.schema?.properties?.[name]);
  }
  return args;
}

/** The least that follows a schema. */
export function leastOf(schema: NonNullable<Tool["schema"]>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, it]) => [name, plausible(it)]),
  );
}

function plausible({ type: named, enum: values }: Property = {}): unknown {
  const type = named?.toLowerCase();
  if (values) return values.at(-1);
  if (type === "number" || type === "integer") return 10_000;
  if (type === "boolean") return false;
  if (type === "array") return [];
  return type === "object" ? {} : "scripted";
}
