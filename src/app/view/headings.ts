/** The second-level headings of a story's text, outside code fences: which sections it has. */
export function sectionTitles(body: string): string[] {
  const titles: string[] = [];
  let fence: string | undefined;
  for (const line of body.split(/\r?\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
    }
    const title = fence === undefined ? /^ {0,3}##[ \t]+(.+?)[ \t#]*$/.exec(line)?.[1] : undefined;
    if (title !== undefined) titles.push(title);
  }
  return titles;
}
