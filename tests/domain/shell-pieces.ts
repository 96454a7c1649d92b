import fc from "fast-check";

/** Values that mean something to a shell, or to those who quote badly. */
export const nasty = [
  "",
  " ",
  "a  b",
  "'",
  '"',
  "`",
  "\\",
  "\\\\'",
  "'; touch pwned; '",
  '"; touch pwned; "',
  "$(touch pwned)",
  "`touch pwned`",
  "$((1+1)) $HOME ${PATH} ~",
  "*",
  "a*[x]?",
  "-n",
  "}",
  ")",
  "EOF",
  "line\nEOF\nline",
  "ends\n",
  "ends\n\n\n",
  "\ttab",
  "#no comment",
  "; rm -rf ~",
  "&& touch pwned || true",
  "a[$(touch pwned)]",
  "ünï 👍 \u0081\u0082\u0088",
  "\r\n\x7f\x01",
];

/** A word of a shell command with expressions in it, and the one argument it must come to. */
export interface Piece {
  readonly source: string;
  means(item: string): string;
}

const literal = (source: string, meaning = source): Piece => ({ source, means: () => meaning });
const item: Piece = { source: "${{ item }}", means: (value) => value };

const joined = (pieces: readonly Piece[], open = "", close = open): Piece => ({
  source: open + pieces.map(({ source }) => source).join("") + close,
  means: (value) => pieces.map(({ means }) => means(value)).join(""),
});

/** What a command that prints `.` last comes to: a substitution takes only newlines from the end. */
const substituted = (open: string, word: Piece, close: string): Piece => ({
  source: `${open}printf %s. ${word.source}${close}`,
  means: (value) => `${word.means(value)}.`,
});

/** As `substituted`, written as it has to be between backticks in quotes. */
const inBackticks = (word: Piece): Piece =>
  substituted("`", { ...word, source: word.source.replace(/[\\`]/g, "\\$&") }, "`");

const plain = fc.constantFrom("a", "b1", ".", "/x", "é", "=").map((text) => literal(text));
const escaped = fc.constantFrom("'", '"', "$", "`", "\\", " ", "#").map((c) => literal(`\\${c}`, c));
const quotable = fc
  .constantFrom(" ", "#", ";", "(", ")", "{", "  x", "\n", "*", "<<E")
  .map((c) => literal(c));
const inSingle = fc.constantFrom('"', "$", "`", "\\", "$x").map((c) => literal(c));
const inDouble = fc.constantFrom("$", '"', "`", "\\").map((c) => literal(`\\${c}`, c));

const single = fc
  .array(fc.oneof(fc.constant(item), plain, quotable, inSingle), { maxLength: 3 })
  .map((pieces) => joined(pieces, "'"));

/** Words and what stands within quotes, to some depth in each other. */
const { word } = fc.letrec<{ word: Piece; unit: Piece; quoted: Piece; double: Piece }>((tie) => ({
  word: fc.array(tie("unit"), { minLength: 1, maxLength: 3 }).map((pieces) => joined(pieces)),
  unit: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant(item),
    plain,
    escaped,
    single,
    tie("double"),
    fc.array(tie("unit"), { maxLength: 2 }).map((p) => joined(p, "${none:-", "}")),
  ),
  double: fc.array(tie("quoted"), { maxLength: 3 }).map((pieces) => joined(pieces, '"')),
  quoted: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant(item),
    plain,
    quotable,
    inDouble,
    fc.constant(literal("'")),
    tie("word").map((p) => substituted("$(", p, ")")),
    tie("word").map((p) => substituted("$(case b in a) echo;; b) ", p, ";; esac)")),
    tie("word")
      // There bash 5.2 itself takes a ' that means itself for one that opens: a syntax error, whatever the value.
      .filter((p) => !p.source.includes('\\"') && !p.means("").includes("'") && !p.source.includes("# it's"))
      .map(inBackticks),
    tie("word").map((p) => substituted("$( (true); # it's\n", p, "\n)")),
  ),
}));

/** One argument of a command. */
export const script: fc.Arbitrary<Piece> = word.map((piece) => joined([literal('""', ""), piece]));
