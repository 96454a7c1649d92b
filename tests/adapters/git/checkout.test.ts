import { join } from "node:path";
import { checkout } from "../../../src/adapters/git/checkout.ts";
import { gitWorkspaceContract } from "../../contracts/workspace.contract.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newDir = tempDirs();

gitWorkspaceContract("the checkout", (repo) => checkout(repo.dir));

gitWorkspaceContract("a checkout that is a linked work tree", (repo) => {
  const dir = join(newDir(), "linked");
  repo.git("worktree", "add", "-q", dir);
  return checkout(dir);
});
