import { createCertificate, writeCertificate } from "../../models/certificate.ts";
import { findFreePort } from "../../models/free-port.ts";
import { makeScratchDir } from "../../models/scratch.ts";
import { hashOf, ownHosts, place, type Shape } from "../shape.ts";

/** Over https, where the cookies are `__Host-` ones. */
export const hostCookies: Shape = {
  name: "an app cookie for each host, over https",
  traits: ownHosts,
  async prepare() {
    const port = await findFreePort();
    const scratch = makeScratchDir("tls");
    const certificate = createCertificate(["latchkey.localhost", "*.apps.latchkey.localhost"]);
    const { certFile, keyFile } = writeCertificate(certificate, scratch.dir);
    const accessUrl = `https://latchkey.localhost:${port}`;
    const pattern = `*.apps.latchkey.localhost:${port}`;
    const flags = {
      "access-url": accessUrl,
      "wildcard-access-url": pattern,
      "app-cookie-scope": "host",
      "tls-cert-file": certFile,
      "tls-key-file": keyFile,
    };
    const made = place({ port, accessUrl, pattern, flags });
    return {
      ...made,
      browserFlags: [`--ignore-certificate-errors-spki-list=${certificate.spkiHash}`],
      appCookie: { nameAt: (host) => `__Host-latchkey_app_session-${hashOf(host)}`, domain: null, secure: true },
      close: () => Promise.resolve(scratch.remove()),
    };
  },
};
