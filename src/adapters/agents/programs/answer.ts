/** Tools by which a model keeps notes for itself: what was said before them still is the answer. */
const ownNotes = new Set(["update_topic", "write_todos", "todowrite", "todoread"]);

/** The text an agent ends with: what it says after its last tool. */
export function lastAnswer() {
  let text = "";
  return {
    say(more: string, between = "") {
      text += text === "" ? more : `${between}${more}`;
    },
    tool(name: string) {
      if (!ownNotes.has(name)) text = "";
    },
    text: () => text,
  };
}
