import { ownTls } from "./shapes/own-tls.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(ownTls);
