import type { AgentResult } from "../../../engine/ports/agent.ts";
import { readResultFile, resultFile } from "../command/result-file.ts";

type Said = Pick<AgentResult, "output" | "question" | "error">;

/**
 * A result with what its agent asks, which every prompt tells it how to: in its result file, which is all that is read of
 * one where `ownFile` is false, or with an answer that is nothing but `QUESTION: …` (one that may only read writes no
 * file). Who asks has given no answer: that it cannot be read as one is no error then.
 */
export function withQuestion<R extends Said>(result: R, attemptDir: string, ownFile: boolean): R {
  const { output, error } = result;
  if (error && error.kind !== "schema") return result;
  const inFile = () => (ownFile ? undefined : readResultFile(resultFile(attemptDir)).said.question);
  const inWords = () => /^\s*QUESTION:(.*)$/s.exec(output)?.[1];
  const question = [result.question, inFile(), inWords()].find((text) => text?.trim());
  return question === undefined ? result : { ...result, question: question.trim(), error: undefined };
}
