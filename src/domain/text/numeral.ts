/**
 * A number as it was written, where a double does not give that text back: `1.10`, `12e4567`, an id of twenty digits. As
 * a text it is what was written; compared, hashed and calculated with, it is its exact value.
 */
export class Numeral {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** As it was written. */
  toString(): string {
    return this.#text;
  }

  /** The nearest double. */
  valueOf(): number {
    return Number(this.#text);
  }

  /** As JSON writes it: with its digits, where they are JSON; else by its value. */
  toJson(): string {
    return jsonNumber.test(this.#text) ? this.#text : canonicalNumber(this);
  }
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** A decimal number that keeps its digits; undefined for any other text. */
export function numberOf(text: string): number | Numeral | undefined {
  if (!decimal.test(text)) return undefined;
  return String(Number(text)) === text ? Number(text) : new Numeral(text);
}

/** Whether a value is a number, however it is kept. */
export function isNumber(value: unknown): value is number | Numeral {
  return typeof value === "number" || value instanceof Numeral;
}

/** The order of two numbers by their exact values: negative, 0 or positive. */
export function compareNumbers(a: number | Numeral, b: number | Numeral): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const x = exact(a);
  const y = exact(b);
  if (x.sign !== y.sign || x.sign === 0) return x.sign - y.sign;
  const bySize = x.size - y.size || (x.digits < y.digits ? -1 : x.digits > y.digits ? 1 : 0);
  return x.sign * bySize;
}

/** Whether a double has this value exactly. */
export function isDouble(value: Numeral): boolean {
  const near = value.valueOf();
  return Number.isFinite(near) && compareNumbers(near, value) === 0;
}

/** The same JSON text for the same value, however it was written; for a double's value that double's. */
export function canonicalNumber(value: Numeral): string {
  if (isDouble(value)) return JSON.stringify(value.valueOf());
  const { sign, digits, size } = exact(value);
  const exponent = size - digits.length;
  return `${sign < 0 ? "-" : ""}${digits}${exponent === 0 ? "" : `e${exponent}`}`;
}

/** A value as sign × 0.digits × 10^size; digits begin and end with none that is 0. */
function exact(value: number | Numeral): {
  readonly sign: number;
  readonly digits: string;
  readonly size: number;
} {
  const [, minus, whole = "", part = "", exponent = "0"] =
    /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(String(value)) ?? [];
  const all = `${whole}${part}`;
  const leading = /^0*/.exec(all)![0].length;
  const digits = all.slice(leading).replace(/0+$/, "");
  if (digits === "") return { sign: 0, digits, size: 0 };
  return { sign: minus === "-" ? -1 : 1, digits, size: whole.length - leading + Number(exponent) };
}
