import { nearest } from "../text/nearest.ts";
import { safeLine, safeText } from "../text/safe.ts";

/** What is wrong with one key, and how to mend it. */
export interface FieldProblem {
  readonly key: string;
  readonly message: string;
  readonly fix: string;
}

type Data = Readonly<Record<string, unknown>>;

/** The priority of a story that gives none. */
const usualPriority = 3;
const priorityWords: Readonly<Record<string, number>> = {
  ...{ critical: 1, highest: 1, urgent: 1, high: 2, medium: 3, normal: 3, low: 4, lowest: 5 },
};

/** Reads keys as people write them: what is odd has its nearest sensible value, and is told with its fix. */
export class OddValues {
  readonly odd: FieldProblem[] = [];
  readonly #data: Data;

  constructor(data: Data) {
    this.#data = data;
  }

  /** Tells what is odd about a key. */
  tell(key: string, message: string, fix: string): void {
    this.odd.push({ key: safeLine(key), message, fix });
  }

  /** Undefined where there is none, or an empty one. */
  text(key: string): string | undefined {
    const value = this.#data[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string") {
      if (value.trim() === "")
        this.tell(key, `${key} is empty: as good as none`, "Remove it, or give it a value");
      return value.trim() === "" ? undefined : safeText(value);
    }
    if (Array.isArray(value)) {
      const items = value.flatMap(itemText).join(", ");
      this.tell(
        key,
        `${key} is a list, not text`,
        `Write ${key}: ${items === "" ? "one text" : `'${short(items)}'`}`,
      );
      return items === "" ? undefined : safeText(items);
    }
    if (typeof value === "object") {
      this.tell(key, `${key} is a mapping, not text: as good as none`, `Write ${key}: and a text`);
      return undefined;
    }
    this.tell(key, `${key} is a ${typeof value}, not text`, `Quote it: ${key}: '${short(String(value))}'`);
    return String(value);
  }

  /** As `text`, in one line. */
  line(key: string): string | undefined {
    const text = this.text(key);
    return text === undefined ? undefined : safeLine(text) || undefined;
  }

  /** A list of texts; what stands alone is a list of one, or of what commas divide. */
  list(key: string): readonly string[] {
    const value = this.#data[key];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.map(safeLine);
    const alone = typeof value === "string" ? value.split(",") : [value];
    const items = (Array.isArray(value) ? value : alone).flatMap(itemText).map(safeLine).filter(Boolean);
    const wrong = Array.isArray(value)
      ? `holds ${kindOf(value.find((item) => typeof item !== "string"))}`
      : `is ${kindOf(value)}, not a list`;
    this.tell(
      key,
      `${key} ${wrong}`,
      `Write ${key}: [${items.map((item) => `'${short(item)}'`).join(", ")}]`,
    );
    return items;
  }

  /** One of `words`: as it is, by another name of `names`, or the nearest; undefined where none is near. */
  choice<T extends string>(
    key: string,
    words: readonly T[],
    names: Readonly<Record<string, T>>,
  ): T | undefined {
    const value = this.#data[key];
    if (value === undefined || value === null) return undefined;
    const known = words.find((word) => word === value);
    if (known !== undefined) return known;
    const word = String(typeof value === "object" ? itemText(value) : value)
      .trim()
      .toLowerCase();
    const near = names[word] ?? words.find((it) => it === word) ?? nearest(word, words, 1)[0];
    const found = words.find((it) => it === near);
    const counts = found === undefined ? "" : `: ${found} counts`;
    this.tell(key, `unknown ${key} "${short(word)}"${counts}`, `Use one of ${words.join(", ")}`);
    return found;
  }

  priority(): number {
    const value = this.#data.priority;
    if (value === undefined || value === null) return usualPriority;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    const word = String(value).trim().toLowerCase();
    const digits = /^p?(\d{1,9})$/.exec(word)?.[1];
    const counts = digits === undefined ? (priorityWords[word] ?? usualPriority) : Number(digits);
    const kind = typeof value === "number" ? "no finite number" : `${kindOf(value)}, not a number`;
    this.tell(
      "priority",
      `priority is ${kind}: ${counts} counts`,
      `Write priority: ${counts} (lower is first)`,
    );
    return counts;
  }

  /** Every `*_complete` key. What is no plain yes counts as no: nothing is taken for done that nobody said is. */
  flags(): Record<string, boolean> {
    const flags: Record<string, boolean> = {};
    for (const [key, value] of Object.entries(this.#data)) {
      if (!key.endsWith("_complete") || value === null) continue;
      flags[key] = value === true || /^(?:true|yes)$/i.test(String(value));
      if (typeof value !== "boolean")
        this.tell(
          key,
          `${safeLine(key)} is ${kindOf(value)}: ${flags[key]} counts`,
          "Write true or false, without quotes",
        );
    }
    return flags;
  }
}

function itemText(item: unknown): string[] {
  return item === null || item === undefined || typeof item === "object" ? [] : [String(item)];
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "an empty item";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? "text" : `a ${typeof value}`;
}

function short(text: string): string {
  return safeLine(text).slice(0, 60);
}
