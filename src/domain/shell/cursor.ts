import { type Placement, type Refusal, Unreadable } from "./place.ts";

export const closeIt = "Close it";

/** A shell text that is read and written again, character by character. */
export class ShellCursor {
  readonly text: string;
  at = 0;
  out = "";
  readonly placement: Placement;
  /** From an offset in this text to one in the whole command. */
  readonly origin: (index: number) => number;
  /** Why no expression may stand here. */
  refusal: Refusal | undefined;

  constructor(text: string, placement: Placement, origin = (index: number) => index, refusal?: Refusal) {
    this.text = text;
    this.placement = placement;
    this.origin = origin;
    this.refusal = refusal;
  }

  peek(): string | undefined {
    return this.text[this.at];
  }

  copy(length: number): void {
    this.out += this.text.slice(this.at, this.at + length);
    this.at += length;
  }

  expand(before: string, after: string): void {
    this.out += before + this.placement.take(this.refusal) + after;
    this.at++;
  }

  /** Takes the opening character, what stands within, and the closing one. */
  until(close: string, unclosed: string, scan: (char: string) => void, opened?: number): void {
    const start = opened ?? this.at;
    if (opened === undefined) this.copy(1);
    for (let char = this.peek(); char !== close; char = this.peek()) {
      if (char === undefined) this.fail(unclosed, start, closeIt);
      scan(char);
    }
    this.copy(1);
  }

  /** Scans with a reason to refuse expressions, unless there is one already. */
  while(refusal: Refusal | undefined, scan: () => void): void {
    const before = this.refusal;
    this.refusal ??= refusal;
    scan();
    this.refusal = before;
  }

  fail(message: string, index: number, fix: string): never {
    throw new Unreadable(message, this.origin(index), fix);
  }
}
