/**
 * Strict JSON, as `JSON.parse` reads it, but with a line and column for every key and every mistake, which no version
 * of Node gives reliably. A key given twice is a mistake here: the first one would silently do nothing.
 */
import type { Path } from "../../../domain/config/schema.ts";
import { PositionMap, positionAt, type Source, SyntaxProblem } from "./position.ts";

const deepest = 64;

/**
 * Reads a JSON text; a byte order mark is tolerated.
 * @throws SyntaxProblem
 */
export function parseJson(text: string): Source {
  const reader = new Reader(text);
  const value = reader.document();
  return { value, position: (path) => reader.positions.find(path) };
}

class Reader {
  readonly positions: PositionMap;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.positions = new PositionMap(text);
  }

  document(): unknown {
    if (this.#text.startsWith("\uFEFF")) this.#at = 1;
    this.#space();
    this.positions.add([], this.#at);
    const value = this.#value([]);
    this.#space();
    if (this.#at < this.#text.length)
      this.#fail("there is more after the end of the data", "Remove what follows");
    return value;
  }

  #value(path: Path): unknown {
    if (path.length > deepest) this.#fail("the data is nested too deeply", `Nest at most ${deepest} levels`);
    const char = this.#text[this.#at];
    if (char === "{") return this.#object(path);
    if (char === "[") return this.#array(path);
    if (char === '"') return this.#string();
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const) {
      if (this.#match(new RegExp(word, "y")) !== undefined) return value;
    }
    const number = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    return number === undefined ? this.#unexpected("a value") : Number(number);
  }

  #object(path: Path): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    this.#sequence("}", () => {
      const start = this.#at;
      if (this.#text[start] !== '"') this.#unexpected("a key in double quotes");
      const key = this.#string();
      if (entries.has(key)) {
        this.#fail(`the key ${JSON.stringify(key)} is given twice`, "Keep one of them", start);
      }
      const child = [...path, key];
      this.positions.add(child, start);
      this.#space();
      if (this.#text[this.#at] !== ":") this.#unexpected("a colon after the key");
      this.#at++;
      this.#space();
      entries.set(key, this.#value(child));
    });
    return Object.fromEntries(entries);
  }

  #array(path: Path): unknown[] {
    const items: unknown[] = [];
    this.#sequence("]", () => {
      const child = [...path, items.length];
      this.positions.add(child, this.#at);
      items.push(this.#value(child));
    });
    return items;
  }

  /** Reads `item`s with commas between them, from the opening bracket to `close`. */
  #sequence(close: string, item: () => void): void {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      item();
      this.#space();
      const char = this.#text[this.#at];
      if (char !== "," && char !== close) this.#unexpected(`a comma or ${close}`);
      this.#at++;
      if (char === close) return;
      const comma = this.#at - 1;
      this.#space();
      if (this.#text[this.#at] === close) this.#fail("there is a comma too many", "Remove it", comma);
    }
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"' && this.#text[end] !== "\n") {
      end += this.#text[end] === "\\" ? 2 : 1;
    }
    if (this.#text[end] !== '"') this.#fail("a text has no closing quote", 'Close it with "', start);
    this.#at = end + 1;
    try {
      return JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch {
      return this.#fail(
        "a text holds a bad escape or control character",
        "Write \\\\ for a backslash",
        start,
      );
    }
  }

  #space(): void {
    this.#match(/[ \t\r\n]*/y);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    this.#at += found?.length ?? 0;
    return found;
  }

  #unexpected(wanted: string): never {
    const rest = this.#text.slice(this.#at);
    if (rest === "") this.#fail("the file ends too early", `Write ${wanted} here`);
    if (/^\/[/*]/.test(rest)) this.#fail("JSON has no comments", "Remove the comment");
    if (rest.startsWith("'")) this.#fail("texts and keys take double quotes", "Write \" instead of '");
    const given = /^\w+|^./su.exec(rest)?.[0].slice(0, 30) ?? "";
    return this.#fail(`unexpected ${JSON.stringify(given)}`, `Write ${wanted} here`);
  }

  #fail(message: string, fix: string, at = this.#at): never {
    throw new SyntaxProblem(message, positionAt(this.#text, at), fix);
  }
}
