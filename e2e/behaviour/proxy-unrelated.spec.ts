import { unrelatedProxy } from "./shapes/proxy.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(unrelatedProxy);
