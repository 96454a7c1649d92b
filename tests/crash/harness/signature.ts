/** What a call is, without what is random in its paths: the same from run to run. */
export function signature(name: string, path: string, target = ""): string {
  return withoutChance(`${name} ${path} ${target}`.trim());
}

/** A path without the random part of a temporary file's or a message's name. */
export function withoutChance(text: string): string {
  return text
    .replace(/[0-9a-f]{16,}/g, "*")
    .replace(/\d{8}T\d{6}\.\d{3}Z/g, "<time>")
    .replace(/\brun-[0-9a-z]+-[0-9a-f]{4}\b/g, "run-*")
    .replace(/(\.md\.)\d+/g, "$1*")
    .replace(/(agentic-sdlc-(?:test-)?)\w{6}\b/g, "$1*");
}
