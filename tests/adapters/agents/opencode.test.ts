import { opencodeAgent } from "../../../src/adapters/agents/opencode.ts";
import { agentContract, allBehaviours } from "../../contracts/agent.contract.ts";
import { fakeProgram } from "../../helpers/agents/fakes.ts";

agentContract(
  "opencode",
  allBehaviours,
  (behaviour, dir) => opencodeAgent("opencode", fakeProgram("opencode", behaviour), dir),
  { schema: false, asks: ["INT"] },
);
