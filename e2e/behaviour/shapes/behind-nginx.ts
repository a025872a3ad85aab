import type { Shape } from "../shape.ts";
import { placeBehind } from "./reverse-proxy.ts";

export const behindNginx: Shape = {
  name: "behind nginx, as deploy/ sets it up",
  traits: new Set(["own-hosts", "shared-domain"]),
  prepare: () => placeBehind("nginx.conf"),
};
