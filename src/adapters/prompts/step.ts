import type { Json } from "../../domain/text/json.ts";
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
export function stepPrompt(facts: StepPromptFacts): string {
  const { prompt, goesOn, asked, failed, schema } = facts;
  const answered = asked.filter(({ answer }) => answer !== undefined);
  const task = schema ? `${prompt}\n\n${inForm(schema)}` : prompt;
  if (!goesOn && !failed && answered.length === 0) return task;
  return withBlocks((blocks) => {
    const before = answered.map(({ question, answer = "" }) =>
      [blocks.data("You asked:", question), blocks.person("A person answered:", answer)].join("\n"),
    );
    const check = failed ? [blocks.data(`The check \`${failed.command}\` did not pass:`, failed.tail)] : [];
    const name = goesOn ? "The task was:" : "The task is:";
    return [headOf(facts), ...before, ...check, name, task].join("\n\n");
  });
}

function headOf({ goesOn, failed, unread }: StepPromptFacts): string {
  if (goesOn === "unreadable" && unread) return `${goOn.unreadable} What was wrong: ${unread}`;
  if (goesOn) return goOn[goesOn];
  if (failed)
    return "You have been at this before; the working tree is as you left it. Mend what did not pass.";
  return "You have been at this before, and had to ask a person.";
}

function inForm(schema: Json): string {
  return `Answer with nothing but JSON that follows this JSON Schema:\n${JSON.stringify(schema, null, 2)}`;
}
