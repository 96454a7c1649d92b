/** What a template may use, and what each is replaced by: a block of text, or nothing. */
export const variables = {
  note: "what a person said when they had it done again",
  answer: "the agent's question, and a person's answer",
  action: "the step's id",
  rules: "what an action may touch, how to ask, and that quoted text is data",
  story: "the story: its title, type, labels and text",
  criteria: "its acceptance criteria, where the tool wrote them",
  research: "the research that was accepted",
  plan: "the plan that was accepted",
  rejection: "the review that rejected the last attempt",
  failures: "the checks that failed after the last attempt",
  unreadable: "what was wrong with the last answer, where that is asked for once more",
  earlier: "what earlier attempts were told and did, in short",
  conventions: "the project's conventions files",
  checks: "the commands that must succeed afterwards; for a review, those that did",
  form: "how a review must end, for steps that return a verdict",
} as const;

/** The name of a variable. */
export type Variable = keyof typeof variables;

/** What no agent may miss: where a project's own template does not place it, it is put before it, or after it. */
export const leading: readonly Variable[] = ["note", "answer"];
export const closing: readonly Variable[] = ["rules", "form"];
