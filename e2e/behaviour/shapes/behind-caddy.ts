import type { Shape } from "../shape.ts";
import { placeBehind } from "./reverse-proxy.ts";

export const behindCaddy: Shape = {
  name: "behind Caddy, as deploy/ sets it up",
  traits: new Set(["own-hosts", "shared-domain"]),
  prepare: () => placeBehind("Caddyfile"),
};
