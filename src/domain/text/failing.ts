import { bounded } from "./bounded.ts";

/** What test runners, compilers and linters say where something is wrong. */
const speaks =
  /\b(fail(s|ed|ure|ures|ing)?|errors?|not ok|expected|received|assert\w*|panic(ked)?|exception|traceback|undefined|cannot)\b|Error\b|[✗✕✘×●]/i;
const before = 2;
const after = 8;
const lastLines = 15;

/**
 * What an output says of what failed: the lines that speak of a failure with those around them, and its last ones; at most
 * `maxBytes`, and a line that says how much more was left out.
 */
export function failingPart(output: string, maxBytes: number): string {
  const lines = output.trimEnd().split("\n");
  const kept = new Set<number>();
  const keep = (from: number, to: number) => {
    for (let i = Math.max(0, from); i <= Math.min(lines.length - 1, to); i++) kept.add(i);
  };
  keep(lines.length - lastLines, lines.length - 1);
  for (const [i, line] of lines.entries()) if (speaks.test(line)) keep(i - before, i + after);
  const shown: string[] = [];
  let last = -1;
  for (const i of [...kept].sort((a, b) => a - b)) {
    if (i > last + 1) shown.push("…");
    shown.push(lines[i]!);
    last = i;
  }
  // What fails first is often what makes the rest fail; totals come last.
  return bounded(shown.join("\n"), maxBytes, 0.7);
}
