/** Begins with a letter or digit of any script, and leads nowhere: it can be a folder's name, and a part of a ref's. */
const segmentForm = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*$/u;
/** In bytes, as file systems count; temporary names are longer. */
export const longestSegment = 128;

/** Whether a name can be one segment of a path. */
export function isSegment(name: string): boolean {
  return segmentForm.test(name) && byteLength(name) <= longestSegment;
}

/** How many bytes of UTF-8 a text is. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A name as it is compared: a Mac, or an archive of one, writes the same letters in another form (NFD). */
export function comparable(name: string): string {
  return name.normalize("NFC");
}
