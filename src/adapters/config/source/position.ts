import type { Path } from "../../../domain/config/schema.ts";

/** Where something stands in a file, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Data read from a file, and where each part of it stands. */
export interface Source {
  readonly value: unknown;
  /**
   * The position of the key (or list entry) that a path leads to, or of the nearest one around it. With `at`, where the
   * format tells it: of that character of the text that stands there.
   */
  position(path: Path, at?: number): Position | undefined;
}

/** The file's text cannot be read as data at all. */
export class SyntaxProblem extends Error {
  readonly position: Position | undefined;
  readonly fix: string;

  constructor(message: string, position: Position | undefined, fix: string) {
    super(message);
    this.name = "SyntaxProblem";
    this.position = position;
    this.fix = fix;
  }
}

/** Line and column of an offset in a text. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

/** Looks positions up by path; a path without one of its own gets its parent's. */
export class PositionMap {
  readonly #offsets = new Map<string, number>();
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  add(path: Path, offset: number): void {
    this.#offsets.set(JSON.stringify(path), offset);
  }

  find(path: Path): Position | undefined {
    for (let length = path.length; length >= 0; length--) {
      const offset = this.#offsets.get(JSON.stringify(path.slice(0, length)));
      if (offset !== undefined) return positionAt(this.#text, offset);
    }
    return undefined;
  }
}
