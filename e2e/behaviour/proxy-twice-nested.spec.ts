import { twiceNestedProxy } from "./shapes/proxy.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(twiceNestedProxy);
