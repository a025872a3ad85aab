import { wildcard } from "./shapes/wildcard.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(wildcard);
