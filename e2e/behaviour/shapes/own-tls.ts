import { createCertificate, writeCertificate } from "../../models/certificate.ts";
import { findFreePort } from "../../models/free-port.ts";
import { makeScratchDir } from "../../models/scratch.ts";
import { ownHosts, place, type Shape } from "../shape.ts";

/** The door's own TLS, with one app cookie for the wildcard as it is by default. */
export const ownTls: Shape = {
  name: "over https",
  traits: ownHosts,
  async prepare() {
    const port = await findFreePort();
    const scratch = makeScratchDir("tls");
    const certificate = createCertificate(["latchkey.localhost", "*.apps.latchkey.localhost"]);
    const { certFile, keyFile } = writeCertificate(certificate, scratch.dir);
    const accessUrl = `https://latchkey.localhost:${port}`;
    const pattern = `*.apps.latchkey.localhost:${port}`;
    const flags = { "access-url": accessUrl, "wildcard-access-url": pattern, "tls-cert-file": certFile, "tls-key-file": keyFile };
    const made = place({ port, accessUrl, pattern, flags });
    return {
      ...made,
      appCookie: { ...made.appCookie, secure: true },
      browserFlags: [`--ignore-certificate-errors-spki-list=${certificate.spkiHash}`],
      close: () => Promise.resolve(scratch.remove()),
    };
  },
};
