/**
 * `text`, or, where it is longer than `maxBytes` of UTF-8, its beginning and its end with a line between them that says
 * how much was left out. `head` is the share of the beginning, 0 to 1. No character is cut in two. The line comes on
 * top of `maxBytes`.
 */
export function bounded(text: string, maxBytes: number, head = 0.5): string {
  const total = utf8Length(text);
  if (total <= maxBytes) return text;
  const points = [...text];
  const budget = Math.floor(maxBytes * head);
  let first = 0;
  let kept = 0;
  while (first < points.length && kept + pointLength(points[first]!) <= budget) {
    kept += pointLength(points[first++]!);
  }
  let last = points.length;
  while (last > first && kept + pointLength(points[last - 1]!) <= maxBytes) {
    kept += pointLength(points[--last]!);
  }
  const parts = [points.slice(0, first).join(""), points.slice(last).join("")];
  return parts.join(`\n[… ${total - kept} bytes left out …]\n`);
}

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const point of text) bytes += pointLength(point);
  return bytes;
}

function pointLength(point: string): number {
  const code = point.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
