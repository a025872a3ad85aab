import { behindNginx } from "./shapes/behind-nginx.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(behindNginx);
