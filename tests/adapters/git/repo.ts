import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A real git repository for tests, set up by git itself. */
export class Repo {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** A new repository in `dir`, with one commit unless `empty`. */
  static init(dir: string, options: { empty?: boolean } = {}): Repo {
    mkdirSync(dir, { recursive: true });
    const repo = new Repo(dir);
    repo.git("init", "-q", "-b", "main");
    repo.git("config", "user.name", "Sam");
    repo.git("config", "user.email", "sam@example.org");
    if (options.empty) return repo;
    repo.write("src/a.txt", "one\n");
    repo.write(".gitignore", "ignored\n");
    repo.write(".agentic-sdlc/stories/s.md", "story\n");
    return repo.commit();
  }

  git(...args: string[]): string {
    return execFileSync("git", args, { cwd: this.dir, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.dir, name)), { recursive: true });
    writeFileSync(join(this.dir, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.dir, name), "utf8");
  }

  commit(): Repo {
    this.git("add", "-A");
    this.git("commit", "-q", "-m", "commit");
    return this;
  }

  /** Names of all files in a tree or commit. */
  files(tree: string): string[] {
    return this.git("ls-tree", "-r", "-z", "--name-only", "--full-tree", tree).split("\0").filter(Boolean);
  }

  /** A file as a tree or commit holds it. */
  show(tree: string, name: string): string {
    return this.git("cat-file", "blob", `${tree}:${name}`);
  }
}
