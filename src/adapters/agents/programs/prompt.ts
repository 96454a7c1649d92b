/** A prompt as programs take it that have commands of their own, which begin with a slash. */
export function plainPrompt(prompt: string): string {
  return prompt.startsWith("/") ? `\n${prompt}` : prompt;
}
