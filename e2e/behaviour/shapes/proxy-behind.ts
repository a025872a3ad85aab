import { deployRegion, flagsBehind, type Program } from "../../models/deployed-region.ts";
import { place, type Shape } from "../shape.ts";

/** Apps open through a regional proxy; it and the door are behind reverse proxies with the files of deploy/. */
function proxyBehind(program: Program): Shape {
  return {
    name: `a proxy behind ${program}, as deploy/ sets it up`,
    traits: new Set(["own-hosts", "shared-domain"]),
    async prepare() {
      const { door, proxy, env, browserFlags, join, close } = await deployRegion(program);
      const flags = flagsBehind(door);
      const made = place({ port: door.behindPort, accessUrl: door.accessUrl, pattern: proxy.wildcard, flags });
      return {
        ...made,
        door: { port: door.behindPort, flags, env },
        async begin(server) {
          const running = await join(server);
          return () => running.stop();
        },
        portOf: (url) => Number(new URL(url).port),
        appCookie: { ...made.appCookie, secure: true },
        ...{ browserFlags, close },
      };
    },
  };
}

export const proxyBehindNginx = proxyBehind("nginx");
