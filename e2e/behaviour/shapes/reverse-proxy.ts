import { createCertificate, writeCertificate } from "../../models/certificate.ts";
import { findFreePort } from "../../models/free-port.ts";
import { deployed, startReverseProxy, type DeployedFile } from "../../models/reverse-proxy.ts";
import { makeScratchDir } from "../../models/scratch.ts";
import { place, type Place } from "../shape.ts";

/** A door on plain http that nobody reaches but the reverse proxy in front of it, which ends TLS. */
export async function placeBehind(file: DeployedFile): Promise<Place> {
  const { host, apps } = deployed[file];
  const [port, plainPort, doorPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const accessUrl = `https://${host}:${port}`;
  const pattern = `${apps}:${port}`;
  const flags = { "access-url": accessUrl, "wildcard-access-url": pattern, "trusted-proxies": "127.0.0.1" };
  const scratch = makeScratchDir("tls");
  const certificate = createCertificate([host, apps]);
  const proxy = await startReverseProxy({ file, port, plainPort, doorPorts: [doorPort], ...writeCertificate(certificate, scratch.dir) });
  const made = place({ port, accessUrl, pattern, flags });
  return {
    ...made,
    door: { port: doorPort, flags },
    appCookie: { ...made.appCookie, secure: true },
    browserFlags: [`--ignore-certificate-errors-spki-list=${certificate.spkiHash}`, "--host-resolver-rules=MAP *.example.com 127.0.0.1"],
    async close() {
      await proxy.stop();
      scratch.remove();
    },
  };
}
