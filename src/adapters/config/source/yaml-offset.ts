/** A text as yaml's parser found it: its value, its first character and its end in the file, and how it is written. */
interface ScalarText {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly style: string | null | undefined;
}

/**
 * Where the character at offset `at` of a YAML text stands in the file. Folding and indentation change only white
 * space, so the n-th other character of the value is the n-th other one in the file; escapes count as what they mean.
 * White space itself is placed at the character after it.
 */
export function offsetInScalar(file: string, scalar: ScalarText, at: number): number {
  const wanted = unitsOf(scalar.value.slice(0, at));
  let seen = 0;
  let end = scalar.start;
  for (const { from, to, meaning } of tokensOf(file, scalar)) {
    const units = unitsOf(meaning);
    if (units > 0 && seen + units > wanted) return from;
    seen += units;
    if (units > 0) end = to;
  }
  return end;
}

function unitsOf(text: string): number {
  return text.replace(/\s+/g, "").length;
}

interface ScalarToken {
  readonly from: number;
  readonly to: number;
  readonly meaning: string;
}

const doubleEscape = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[\s\S])/y;

function* tokensOf(file: string, { start, end, style }: ScalarText): Generator<ScalarToken> {
  const block = style === "BLOCK_LITERAL" || style === "BLOCK_FOLDED";
  const single = style === "QUOTE_SINGLE";
  const double = style === "QUOTE_DOUBLE";
  const last = single || double ? end - 1 : end;
  // A block's header (`|-2 # why`) is a line of its own.
  let from = block ? lineAfter(file, start) : single || double ? start + 1 : start;
  while (from < last) {
    doubleEscape.lastIndex = from;
    const escaped = double ? doubleEscape.exec(file)?.[0] : undefined;
    const length = escaped?.length ?? (single && file.startsWith("''", from) ? 2 : 1);
    yield { from, to: from + length, meaning: escaped ? meaningOf(escaped) : file.charAt(from) };
    from += length;
  }
}

function lineAfter(file: string, offset: number): number {
  const end = file.indexOf("\n", offset);
  return end < 0 ? file.length : end + 1;
}

const whiteEscapes = "\ntnrvf _NLP\t";

/** As far as it matters: how many characters it stands for that are not white space. */
function meaningOf(escaped: string): string {
  const code = escaped.slice(2);
  if (code !== "") {
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : "";
  }
  return whiteEscapes.includes(escaped.charAt(1)) ? " " : "x";
}
