import { suffixWildcard } from "./shapes/suffix-wildcard.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(suffixWildcard);
