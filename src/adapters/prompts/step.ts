import type { StepPromptFacts } from "../../engine/ports/prompts.ts";
import { withBlocks } from "./blocks.ts";

const goOn = {
  interrupted:
    "You were interrupted while you worked on this. The working tree is as you left it. Go on where you stopped.",
  stalled:
    "You were ended because nothing was heard of you for too long, as when a command waits for input, or never ends. Run none like that again. The working tree is as you left it: look at it, and go on where you stopped.",
  unreadable:
    "Your last answer could not be read. Give the whole answer again; change no file, and do not do the work again.",
  answered:
    "Your question was answered; the working tree is as you left it. Go on with what you were doing, and finish it.",
};

/** What the agent of a workflow file's step is told: its own prompt, after what came before this attempt. */
export function stepPrompt({ prompt, goesOn, asked }: StepPromptFacts): string {
  const answered = asked.filter(({ answer }) => answer !== undefined);
  if (!goesOn && answered.length === 0) return prompt;
  return withBlocks((blocks) => {
    const before = answered.map(({ question, answer = "" }) =>
      [blocks.data("You asked:", question), blocks.person("A person answered:", answer)].join("\n"),
    );
    const head = goesOn ? goOn[goesOn] : "You have been at this before, and had to ask a person.";
    return [head, ...before, goesOn ? "The task was:" : "The task is:", prompt].join("\n\n");
  });
}
