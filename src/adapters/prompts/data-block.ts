import { createHash } from "node:crypto";

/**
 * Text from a story, a file or an agent, as a delimited block that it cannot close: the delimiter's name is made of the
 * text's hash, and does not occur in it. "" for a text without content.
 */
export function dataBlock(title: string, text: string): string {
  const content = text.trim();
  if (content === "") return "";
  let name: string;
  let salt = 0;
  do name = `data-${createHash("sha256").update(`${salt++}:${content}`).digest("hex").slice(0, 12)}`;
  while (content.includes(name));
  return `${title}\n<${name}>\n${content}\n</${name}>`;
}

/** At most `bytes` of a text: the beginning and the end, with a note between. */
export function bounded(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const half = Math.floor(bytes / 2);
  const all = Buffer.from(text);
  const head = all
    .subarray(0, half)
    .toString("utf8")
    .replace(/\uFFFD$/, "");
  const tail = all
    .subarray(-half)
    .toString("utf8")
    .replace(/^\uFFFD+/, "");
  return `${head}\n[… ${all.length - 2 * half} bytes left out …]\n${tail}`;
}
