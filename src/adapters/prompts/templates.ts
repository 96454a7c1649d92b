/**
 * The built-in prompts, by action. A variable stands alone on its line; where it is empty, its line disappears.
 * `.agentic-sdlc/prompts/<action>.md` replaces one; `variables.ts` lists what it may use.
 */

const opening = "{{note}}\n\n{{answer}}";

const material = "{{rules}}\n\n{{story}}";

const refine = `${opening}

You refine a story of this project until a senior engineer could start on it without asking.

${material}

{{criteria}}

{{conventions}}

{{earlier}}

Read the code the story touches, as far as you need to judge it. Then write its acceptance criteria: a Markdown list of
3 to 9 items, \`- [ ] …\`, each one observable from outside, testable, and about one thing, in the project's own words,
with names, numbers and texts rather than "fast" or "properly". Cover the errors and the edges that matter, name what is
out of scope in a last item when the story could be read more widely, and invent no requirement. Where the story leaves
something open that the code or the conventions answer, decide, and say "(assumed)". If it has criteria already, repeat
those that hold, and add what is missing.

Answer with the list alone, without a heading; where your answer is held to a JSON schema, with one string an item.`;

const research = `${opening}

You research a story of this project before it is planned.

${material}

{{criteria}}

{{conventions}}

{{earlier}}

Find out what whoever plans it must know, from the code, its tests, its history and its documents:
- where the behaviour lives today: files and functions, with how they hang together;
- the project's own way of doing such a thing, with an example to follow;
- what else would be affected: callers, formats, tests, documents;
- traps, and questions that are open, each with the answer you would assume.

Say what you verified, what you infer, and what you looked for and did not find. Name files with their paths. Leave out
what planning does not need; two pages are enough. Answer in Markdown, without a heading of its own.`;

const plan = `${opening}

You plan a story of this project, for an engineer who will do exactly what you write.

${material}

{{criteria}}

{{research}}

{{conventions}}

{{checks}}

{{earlier}}

Check what the research says where the plan hangs on it. Choose the simplest change that meets every acceptance criterion
and fits how the project already does such things. Write:
1. the approach in a few sentences, and the alternative you rejected, with why;
2. the steps in order, each small enough to verify and leaving the project working, with the files it touches;
3. the tests: which criterion each proves, and that it fails without the change;
4. what could go wrong, and how it would be noticed.

Plan nothing that the story does not ask for. Answer in Markdown, without a heading of its own.`;

const implement = `${opening}

You implement a story of this project, in the working tree you are in.

${material}

{{rejection}}

{{failures}}

{{criteria}}

{{plan}}

{{conventions}}

{{checks}}

{{earlier}}

Do what the plan says, where there is one; where it turns out wrong, do what is right and say so. The tree may hold work
of an earlier attempt: look at it first (git status, git diff) and build on it. Write the tests with the change, keep to
the project's conventions, leave unrelated code alone, and leave no debris. Never make a check pass by weakening it. Run
the checks yourself before you finish: they are run again after you, and their exit codes decide.

Answer with a short summary: what you changed and why, what you deviated from, what is not done, and what a reviewer
should look at.`;

const review = `${opening}

You review the implementation of a story of this project. You did not write it, and you gain nothing by letting it pass.

${material}

{{criteria}}

{{plan}}

{{conventions}}

{{checks}}

{{earlier}}

Look at the change itself in the working tree (git status, git diff HEAD, the new files), not at what was said about it.
Judge: does it meet each acceptance criterion, is it correct at its edges and in its errors, would its tests fail without
it, does it fit the project, and could it be simpler? Say for each criterion where it is met. Reject for what would have
to be mended: a criterion not met, a defect, a missing or weakened test, a danger to data or security. Taste is not a
reason. Of an earlier review, see whether each issue was mended.

{{form}}`;

const other = `${opening}

You do the action "{{action}}" for a story of this project.

${material}

{{rejection}}

{{failures}}

{{criteria}}

{{research}}

{{plan}}

{{conventions}}

{{checks}}

{{earlier}}

Answer in Markdown with what you found or did.

{{form}}`;

/** How a review ends, so that it can be read. Written so that a prompt that is repeated states no verdict itself. */
export const verdictForm = `Answer with your findings in Markdown. End with these two, and nothing after them:
1. a fenced \`json\` block with one object: \`{"verdict": …, "issues": [{"severity": "major", "description": …, "file":
   "src/a.ts", "line": 12, "suggestion": …}]}\`, where severity is critical, major or minor, file, line and suggestion may
   be left out, and the list is empty when there is no issue;
2. the last line: \`VERDICT:\`, a space, and one of the words approved and rejected; the same as in the JSON.

Approve only what has no critical and no major issue. A review without this form does not count, and neither does an
approval that names a critical issue. Where your answer is held to a JSON schema, that object is the whole answer, with
your findings in it.`;

const builtIn: ReadonlyMap<string, string> = new Map(
  Object.entries({ refine, research, plan, implement, review }),
);

/** The built-in template of an action; a general one for actions that a project's own workflow names. */
export function builtInTemplate(action: string): string {
  return builtIn.get(action) ?? other;
}

const goOn = `{{note}}

{{answer}}

{{checks}}

Should you have lost it, the task is the action "{{action}}" of the story in the file $AGENTIC_SDLC_STORY_FILE. Answer in
the form you were asked for at the beginning.

{{form}}`;

/** What an agent is told that goes on inside its interrupted session. */
export const resumedTemplate = `You were interrupted; the working tree is as you left it. Look at it, go on with what you were doing, and finish it.

${goOn}`;

/** What an agent is told that goes on inside the session in which it was silent for too long. */
export const stalledTemplate = `You were ended because nothing was heard of you for too long, as when a command waits for input, or never ends. Run none
like that again. The working tree is as you left it: look at it, go on with what you were doing, and finish it.

${goOn}`;

/** What an agent is told that goes on inside its session after it asked. */
export const answeredTemplate = `Your question was answered; the working tree is as you left it. Go on with what you were doing, and finish it.

${goOn}`;

/** What an agent is told, once and inside its session, whose answer could not be read. */
export const repairTemplate = `${opening}

Your last answer could not be read. Give the whole answer again, only with what was asked for and in the form that was
asked for; change no file, and do not do the work again.

{{unreadable}}

{{form}}`;
