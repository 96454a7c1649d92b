import { shortest } from "./values.ts";

/** The lengths of line that programs break base64 into. */
const lineLengths = [76, 64];

/**
 * Base64 of a value alone, and the characters that it alone decides when it begins at the first, second or third byte of a
 * group within a longer text; and the end of it that is left for a last line.
 */
export function base64Forms(value: string): string[] {
  const bytes = new TextEncoder().encode(value);
  const inside = [0, 1, 2].map((before) => {
    const shifted = new Uint8Array(before + bytes.length);
    shifted.set(bytes, before);
    const full = Math.floor((shifted.length * 8) / 6);
    return encode(shifted).slice(Math.ceil((before * 8) / 6), full);
  });
  const alone = encode(bytes);
  const bare = alone.replace(/=+$/, "");
  const ends = lineLengths.map((length) => bare.slice(bare.length - (bare.length % length)));
  return [alone, bare, ...inside, ...ends].filter((form) => form.length >= shortest);
}

function encode(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
