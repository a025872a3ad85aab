import { behindCaddy } from "./shapes/behind-caddy.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(behindCaddy);
