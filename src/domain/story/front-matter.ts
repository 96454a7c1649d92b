/** A file's text, cut where the front matter ends. `head` + `body` is the whole text. */
export interface Parts {
  /** From the first byte (a byte order mark included) to the end of the closing `---` line. */
  readonly head: string;
  readonly body: string;
  /** Where the keys begin and end within `head`: after the opening line, before the closing one. */
  readonly start: number;
  readonly end: number;
  /** What the file ends its lines with. */
  readonly eol: "\n" | "\r\n";
}

/** Why a text has no front matter that can be read, and how to mend it. */
export interface NoParts {
  readonly problem: { readonly message: string; readonly line: number; readonly fix: string };
}

/**
 * Finds the front matter: a first line `---`, keys, and the next line that begins with `---`. Anything after the dashes
 * but `yaml` names a language, which is refused: some would be evaluated.
 */
export function splitFrontMatter(text: string): Parts | NoParts {
  const from = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const firstEnd = text.indexOf("\n", from);
  const opening = (firstEnd < 0 ? text.slice(from) : text.slice(from, firstEnd)).trimEnd();
  if (!opening.startsWith("---") || opening.startsWith("----")) {
    return no(1, "no front matter", "Begin the file with a line ---, its keys, and a line ---");
  }
  const language = opening.slice(3).trim().toLowerCase();
  if (language !== "" && language !== "yaml" && language !== "yml") {
    return no(1, `front matter in another language (${language}) is never evaluated`, "Write --- and YAML");
  }
  // The line feed before the closing line; the opening line's own when there are no keys at all.
  const close = firstEnd < 0 ? -1 : text.indexOf("\n---", firstEnd);
  if (close < 0) return no(1, "the front matter is not closed", "Add a line --- after its last key");
  const closeEnd = text.indexOf("\n", close + 1);
  const bodyStart = closeEnd < 0 ? text.length : closeEnd + 1;
  if (text.slice(close + 1, bodyStart).trimEnd() !== "---") {
    const line = text.slice(0, close + 1).split("\n").length;
    return no(
      line,
      "the line that closes the front matter holds more than ---",
      "Leave only --- on that line",
    );
  }
  const eol = text[firstEnd - 1] === "\r" ? "\r\n" : "\n";
  return {
    head: text.slice(0, bodyStart),
    body: text.slice(bodyStart),
    start: firstEnd + 1,
    end: close + 1,
    eol,
  };
}

/** The 1-based line of a key in a file's front matter; undefined when it is not written there plainly. */
export function lineOfKey(head: string, key: string): number | undefined {
  const at = head.split("\n").findIndex((line, i) => {
    return (
      i > 0 &&
      line
        .replace(/^[\s{]+/, "")
        .replace(/["']/g, "")
        .split(":")[0]
        ?.trimEnd() === key
    );
  });
  return at < 0 ? undefined : at + 1;
}

function no(line: number, message: string, fix: string): NoParts {
  return { problem: { message, line, fix } };
}
