/**
 * Text as it may reach a terminal or a file that people read: escape sequences, C0 controls (but newline and tab), C1
 * controls and bidirectional overrides are removed.
 */
export function safeText(text: string): string {
  return suspicious.test(text) ? text.replace(unsafe, "") : text;
}

/** As `safeText`, on one line: runs of white space become one space. For titles and names. */
export function safeLine(text: string): string {
  return oneLine.test(text) ? text : safeText(text).replace(/\s+/g, " ").trim();
}

/** Words of printable ASCII with one space between them: nothing to do. */
const oneLine = /^[!-~]+(?: [!-~]+)*$/;

const controls = "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f";
const bidi = "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";
const suspicious = new RegExp(`[${controls}${bidi}]`);

const unsafe = new RegExp(
  [
    // Operating system commands (titles, links, clipboard) and device strings: all up to their terminator.
    "(?:\\u001b[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])[^\\u0007\\u001b\\u009c\\n]*(?:\\u0007|\\u001b\\\\|\\u009c)",
    "(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]",
    "\\u001b[ -/]*[0-~]",
    `[${controls}${bidi}]`,
  ].join("|"),
  "g",
);
