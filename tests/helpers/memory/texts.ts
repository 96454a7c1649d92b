import { createHash } from "node:crypto";
import { UserError } from "../../../src/domain/errors.ts";
import type { Text } from "../../../src/domain/journal/record.ts";
import type { Texts } from "../../../src/engine/ports/texts.ts";
import type { Machine } from "./machine.ts";

/** Texts that are too large for a record, by their hash. */
export class MemoryTexts implements Texts {
  readonly #machine: Machine;
  readonly #kept = new Map<string, string>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  keepText(text: string): Text {
    const bytes = Buffer.byteLength(text);
    if (bytes <= 64 * 1024) return { text };
    const sha256 = createHash("sha256").update(text).digest("hex");
    this.#machine.durable(() => this.#kept.set(sha256, text));
    return { sha256, bytes };
  }

  readText(text: Text): string {
    if ("text" in text) return text.text;
    const kept = this.#kept.get(text.sha256);
    if (kept === undefined) throw new UserError(1, `An output is lost: ${text.sha256}`);
    return kept;
  }
}
