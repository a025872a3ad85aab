import { nestedProxy } from "./shapes/proxy.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(nestedProxy);
