import { piAgent } from "../../../src/adapters/agents/pi.ts";
import { agentContract, allBehaviours } from "../../contracts/agent.contract.ts";
import { fakeProgram } from "../../helpers/agents/fakes.ts";

agentContract("pi", allBehaviours, (behaviour, dir) => piAgent("pi", fakeProgram("pi", behaviour), dir), {
  schema: false,
  asks: ["TERM"],
});
