import type { Finding, Path } from "../../config/schema.ts";
import { type Expression, ExpressionError, type Value } from "../../expression/ast.ts";
import { parseExpression } from "../../expression/parse.ts";
import { readsName } from "../../expression/references.ts";
import { parseTemplate, type Template } from "../../expression/template.ts";
import { type ShellCommand, shellTemplate } from "../../shell/template.ts";
import type { Condition, ValueTemplate } from "./definition.ts";

/** Parses the texts of a workflow file. What is wrong is noted in `findings`; something empty stands in for it. */
export class TemplateReader {
  readonly findings: Finding[] = [];

  /** Data that is no text is taken as its text: `PORT: 8080`. */
  template(data: unknown, path: Path): Template {
    const text = typeof data === "string" ? data : String(data ?? "");
    this.#checkNul(text, path);
    return this.#parse(path, () => parseTemplate(text)) ?? { parts: [], whole: false };
  }

  command(data: unknown, path: Path): ShellCommand {
    const { command, problems } = shellTemplate(this.template(data, path));
    for (const problem of problems) this.note(path, problem);
    return command;
  }

  value(data: unknown, path: Path): ValueTemplate {
    if (typeof data === "string") return this.#text(data, path);
    if (Array.isArray(data)) {
      return { kind: "list", items: data.map((item, at) => this.value(item, [...path, at])) };
    }
    if (typeof data === "object" && data !== null) {
      const entries = Object.entries(data).map(
        ([key, item]) => [key, this.value(item, [...path, key])] as const,
      );
      return { kind: "object", entries };
    }
    if (typeof data === "number" && !Number.isFinite(data)) {
      this.findings.push({ path, message: `${data} is no JSON value`, fix: "Write a finite number" });
    }
    return { kind: "literal", value: (data ?? null) as Value };
  }

  #text(text: string, path: Path): ValueTemplate {
    if (text.includes("${{")) return { kind: "template", template: this.template(text, path) };
    this.#checkNul(text, path);
    return { kind: "literal", value: text };
  }

  #checkNul(text: string, path: Path): void {
    if (text.includes("\0")) this.findings.push({ path, message: "holds a NUL character", fix: "Remove it" });
  }

  /** What `if` holds: an expression, with or without its braces. */
  condition(data: string | boolean, path: Path): Condition | undefined {
    if (typeof data === "boolean") {
      return { expression: { kind: "literal", value: data, at: 0 }, at: 0, perItem: false };
    }
    const found = data.includes("${{") ? this.#lone(data, path) : this.#bare(data, path);
    if (!found) return undefined;
    return { ...found, perItem: readsName(found.expression, ["item", "index"]) };
  }

  /** Notes what is wrong with a text at its position. */
  note(path: Path, { at, message, fix }: Pick<ExpressionError, "at" | "message" | "fix">): void {
    this.findings.push({ path, at, message, fix: fix || "Correct the expression" });
  }

  #bare(text: string, path: Path): { expression: Expression; at: number } | undefined {
    const expression = this.#parse(path, () => parseExpression(text));
    return expression && { expression, at: 0 };
  }

  /** A text beside the braces would make a text of the answer, and every text but "" is true. */
  #lone(data: string, path: Path): { expression: Expression; at: number } | undefined {
    const { whole, parts } = this.template(data, path);
    const part = parts.find((p) => p.kind === "expression");
    if (!part) return undefined;
    if (whole) return { expression: part.expression, at: part.at + 3 };
    const fix = "Put everything between ${{ and }}, or leave these out";
    this.findings.push({ path, message: "holds more than one expression", fix });
    return undefined;
  }

  #parse<T>(path: Path, parse: () => T): T | undefined {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.note(path, error);
      return undefined;
    }
  }
}
