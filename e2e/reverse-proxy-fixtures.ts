/** A reverse proxy of the test's own, as deploy/ sets it up. */
import { test as base } from "./fixtures.ts";
import { createCertificate, writeCertificate } from "./models/certificate.ts";
import { findFreePort } from "./models/free-port.ts";
import { deployed, startReverseProxy, type DeployedFile } from "./models/reverse-proxy.ts";
import { makeScratchDir } from "./models/scratch.ts";

export { expect } from "./fixtures.ts";

export interface Front {
  /** Where https is served. */
  port: number;
  /** Where plain http is sent on to it. */
  plainPort: number;
  /** Where it expects the door; who listens there is the test's business. */
  doorPort: number;
  /** Where it expects a second replica, when it was asked for two. */
  secondPort: number;
  origin: string;
}

export const test = base.extend<{ openFront(file: DeployedFile, replicas?: 1 | 2): Promise<Front> }>({
  openFront: async ({}, use) => {
    const closings: (() => Promise<void>)[] = [];
    await use(async (file, replicas = 1) => {
      const [port, plainPort, doorPort, secondPort] = [
        await findFreePort(),
        await findFreePort(),
        await findFreePort(),
        await findFreePort(),
      ];
      const { host, apps } = deployed[file];
      const scratch = makeScratchDir("tls");
      const certificate = writeCertificate(createCertificate([host, apps]), scratch.dir);
      const doorPorts = [doorPort, secondPort].slice(0, replicas);
      const proxy = await startReverseProxy({ file, port, plainPort, doorPorts, ...certificate });
      closings.push(async () => {
        await proxy.stop();
        scratch.remove();
      });
      return { port, plainPort, doorPort, secondPort, origin: `https://${host}:${port}` };
    });
    for (const close of closings) await close();
  },
});
