/** How a value is written: as people would, or as the value it replaces was. */
export type ScalarStyle = "plain" | "single" | "double";

export type ScalarValue = string | number | boolean | null;

/** Begins with a letter, and holds nothing that could mean something to a YAML parser. */
const plainForm = /^\p{L}[\p{L}\p{N} _./@+~=?!,()%'-]*$/u;
const flowForm = /^[A-Za-z][\w ./@+-]*$/;
const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they cannot stand in single quotes
const needsEscape = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/;

/**
 * A value as one line of YAML that every parser, 1.1 or 1.2, reads back as the same value. `style` is kept where it
 * can hold the value; `flow`: within braces or brackets.
 */
export function formatScalar(value: ScalarValue, style: ScalarStyle = "plain", flow = false): string {
  if (typeof value !== "string") return String(value);
  if (style === "double" || needsEscape.test(value)) return doubleQuoted(value);
  const isPlain = (flow ? flowForm : plainForm).test(value.replace(/:(?=\S)/g, flow ? ":" : ""));
  const plain = isPlain && !value.endsWith(" ") && !reserved.test(value);
  return style === "plain" && plain ? value : `'${value.replaceAll("'", "''")}'`;
}

function doubleQuoted(value: string): string {
  // JSON's escapes are YAML's too; it leaves some characters as they are that YAML does not allow.
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
