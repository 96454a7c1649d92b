/** A text as one reads it who decodes it, and where each of its characters stands in the text as it is. */
export interface View {
  readonly codes: Uint16Array;
  /** Where each character begins, and ends. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** A text as it is. */
export function plainView(text: string): View {
  const view = growing(text.length);
  for (let i = 0; i < text.length; i++) view.add(text.charCodeAt(i), i, i + 1);
  return view.whole();
}

/** A view in the making: no longer than what it is made of. */
function growing(most: number) {
  const [codes, starts, ends] = [new Uint16Array(most), new Int32Array(most), new Int32Array(most)];
  let length = 0;
  return {
    add(code: number, start: number, end: number): void {
      codes[length] = code;
      starts[length] = start;
      ends[length++] = end;
    },
    whole: (): View => ({
      codes: codes.subarray(0, length),
      starts: starts.subarray(0, length),
      ends: ends.subarray(0, length),
    }),
  };
}

const [backslash, percent, plus, minus, slash, underscore] = [0x5c, 0x25, 0x2b, 0x2d, 0x2f, 0x5f];
const escapes = new Map<number | undefined, Read>(
  ["n\n", "r\r", "t\t", "b\b", "f\f", '""', "''", "\\\\", "//"].map((pair) => [
    pair.charCodeAt(0),
    [pair.charCodeAt(1), 2],
  ]),
);

/** JSON escapes read once; undefined where there are none. */
export function unescapedView({ codes, starts, ends }: View): View | undefined {
  if (!codes.includes(backslash)) return undefined;
  const view = growing(codes.length);
  for (let at = 0; at < codes.length; ) {
    const [char, size] = codes[at] === backslash ? escapeAt(codes, at) : plain;
    view.add(size === 1 ? codes[at]! : char, starts[at]!, ends[at + size - 1]!);
    at += size;
  }
  return view.whole();
}

type Read = readonly [char: number, size: number];

const plain: Read = [0, 1];

/** What the escape at a place stands for, and its length: 1 where it is none. */
function escapeAt(codes: Uint16Array, at: number): Read {
  const next = codes[at + 1];
  if (next === 0x75) {
    const value = hexAt(codes, at + 2, 4);
    return value < 0 ? plain : [value, 6];
  }
  return escapes.get(next) ?? plain;
}

/** `%41` read; of what is no ASCII the digits in capitals. undefined where there is none. */
export function urlView({ codes, starts, ends }: View): View | undefined {
  if (!codes.includes(percent)) return undefined;
  const view = growing(codes.length);
  for (let at = 0, digits = 0; at < codes.length; digits--) {
    const code = codes[at]!;
    const value = code === percent ? hexAt(codes, at + 1, 2) : -1;
    const size = value >= 0 && value < 0x80 ? 3 : 1;
    if (value >= 0x80) digits = 3;
    const capital = digits > 0 && code >= 0x61 ? code - 0x20 : code;
    view.add(size === 3 ? value : capital, starts[at]!, ends[at + size - 1]!);
    at += size;
  }
  return view.whole();
}

/** The characters of base64 in a row, however they were broken into lines, the URL's own as the others. */
export function base64View({ codes, starts, ends }: View): View {
  const view = growing(codes.length);
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code === 32 || (code >= 9 && code <= 13)) continue;
    view.add(code === minus ? plus : code === underscore ? slash : code, starts[at]!, ends[at]!);
  }
  return view.whole();
}

/** The number at a place in hexadecimal; -1 for none. */
function hexAt(codes: Uint16Array, at: number, digits: number): number {
  if (at + digits > codes.length) return -1;
  let value = 0;
  for (let i = at; i < at + digits; i++) {
    const code = codes[i]!;
    const digit =
      code >= 0x30 && code <= 0x39
        ? code - 0x30
        : (code | 0x20) >= 0x61 && (code | 0x20) <= 0x66
          ? (code | 0x20) - 0x57
          : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}
