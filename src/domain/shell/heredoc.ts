/** A `<<` that was read, whose text begins after the line. */
export interface Heredoc {
  readonly delimiter: string;
  /** The shell expands nothing in it. */
  readonly quoted: boolean;
  /** `<<-`: tabs before each line do not count. */
  readonly tabs: boolean;
  /** Where its `<<` stands. */
  readonly index: number;
}

const word = /(?:[^\s;&|()<>'"\\]|'[^']*'|"[^"]*"|\\[\s\S])+/y;

/** Reads what stands after `<<` at `index`: the operator's text, and what it announces; undefined where nothing does. */
export function readHeredoc(text: string, index: number): { source: string; heredoc: Heredoc } | undefined {
  const [operator = ""] = /^<<-?[ \t]*/.exec(text.slice(index, index + 1000)) ?? [];
  word.lastIndex = index + operator.length;
  const source = word.exec(text)?.[0];
  if (source === undefined) return undefined;
  const quoted = /['"\\]/.test(source);
  const delimiter = source.replace(
    /'([^']*)'|"([^"]*)"|\\([\s\S])/g,
    (_, a = "", b = "", c = "") => a + b + c,
  );
  const tabs = operator.startsWith("<<-");
  return { source: operator + source, heredoc: { delimiter, quoted, tabs, index } };
}

/** The heredoc's text and the line that ends it, from `from` on; undefined where that line is missing. */
export function heredocText(
  text: string,
  from: number,
  { delimiter, quoted, tabs }: Heredoc,
): { body: string; end: string } | undefined {
  let continued = false;
  for (let at = from; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(at, newline < 0 ? next : newline);
    const compared = tabs ? line.replace(/^\t+/, "") : line;
    if (!continued && compared === delimiter)
      return { body: text.slice(from, at), end: text.slice(at, next) };
    // The shell joins such a line with the next one before it looks for the delimiter.
    continued = !quoted && /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
    at = next;
  }
  return undefined;
}
