import { suffixWildcard } from "./deployment.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(suffixWildcard);
