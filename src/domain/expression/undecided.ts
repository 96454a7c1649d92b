/** Thrown where a value is read that nobody has yet: foreseeing a run goes only as far as its values are known. */
export class Undecided extends Error {
  /** The id of the step that has to run first, or `inputs.<name>` where that has to be given. */
  readonly because: string;

  constructor(because: string) {
    super(`what ${because} gives is not known yet`);
    this.name = "Undecided";
    this.because = because;
  }
}
