/** Installs the real programs from the npm registry into a folder of the user's own, kept between runs. */
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** A program as a package, of exactly one version: what was measured is what is measured again. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** Of the programs it brings, the one to start. */
  readonly bin: string;
}

/** Installs a package unless it is there; returns its program's path. Throws what npm says. */
export function install({ name, version, bin }: Package): string {
  const dir = join(cache(), `${name.replaceAll(/\W+/g, "-").replace(/^-/, "")}-${version}`);
  const done = join(dir, "installed");
  if (!existsSync(done)) {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir);
    const args = ["install", "--prefix", dir, "--no-audit", "--no-fund", "--loglevel=error"];
    execFileSync("npm", [...args, `${name}@${version}`], { cwd: dir, stdio: "pipe", timeout: 300_000 });
    const { version: got } = JSON.parse(
      readFileSync(join(dir, "node_modules", name, "package.json"), "utf8"),
    );
    if (got !== version) throw new Error(`npm installed ${name} ${got}, not ${version}`);
    writeFileSync(done, "");
  }
  return join(dir, "node_modules/.bin", bin);
}

/** Outside the test run's own folder, which goes with it. Nobody else may have put programs there. */
function cache(): string {
  const { uid, username } = userInfo();
  const dir = join(process.env.OUTER_TMPDIR ?? tmpdir(), `agentic-sdlc-programs-${username}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const { mode, uid: owner } = lstatSync(dir);
  const others = process.platform === "win32" ? 0 : mode & 0o022;
  if ((uid !== -1 && owner !== uid) || others !== 0) {
    throw new Error(`${dir} belongs to, or can be written by, somebody else`);
  }
  return dir;
}
