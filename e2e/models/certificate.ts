/**
 * A self-signed certificate made with nothing but node:crypto, for doors that serve https: X.509 v3 (RFC 5280) in DER, P-256.
 * A browser takes it with `--ignore-certificate-errors-spki-list=<spkiHash>`, which keeps the site a secure context and installable.
 */
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Certificate {
  certPem: string;
  keyPem: string;
  /** Base64 of SHA-256 of the public key, as Chromium's flag takes it. */
  spkiHash: string;
  /** The serial number in upper-case hex, by which a client tells two certificates apart. */
  serialNumber: string;
}

/** A certificate for `hosts`, good from yesterday for thirty days. `serial` is from 1 to 127. */
export function createCertificate(hosts: string[], serial = 1): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const ecdsaWithSha256 = sequence(objectId("2a8648ce3d040302"));
  const name = sequence(tagged(0x31, sequence(objectId("550403"), tagged(0x0c, Buffer.from("Latchkey test door")))));
  const day = 86_400_000;
  const validity = sequence(utcTime(Date.now() - day), utcTime(Date.now() + 30 * day));
  const names = sequence(...hosts.map((host) => tagged(0x82, Buffer.from(host)))); // GeneralName [2] dNSName
  const extensions = tagged(0xa3, sequence(sequence(objectId("551d11"), tagged(0x04, names))));
  const version3 = tagged(0xa0, tagged(0x02, Buffer.from([2])));
  const toBeSigned = sequence(version3, tagged(0x02, Buffer.from([serial])), ecdsaWithSha256, name, validity, name, spki, extensions);
  const signature = tagged(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", toBeSigned, privateKey)]));
  return {
    certPem: pem("CERTIFICATE", sequence(toBeSigned, ecdsaWithSha256, signature)),
    keyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    spkiHash: createHash("sha256").update(spki).digest("base64"),
    serialNumber: serial.toString(16).padStart(2, "0").toUpperCase(),
  };
}

/** Writes both files into `dir`, over what is there, and names them. */
export function writeCertificate(certificate: Certificate, dir: string): { certFile: string; keyFile: string } {
  const files = { certFile: join(dir, "door.crt"), keyFile: join(dir, "door.key") };
  writeFileSync(files.keyFile, certificate.keyPem, { mode: 0o600 });
  writeFileSync(files.certFile, certificate.certPem);
  return files;
}

/** One DER value: tag, length (X.690 §8.1.3), content. */
function tagged(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, "hex"));
}

function utcTime(at: number): Buffer {
  return tagged(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));
}

function pem(label: string, der: Buffer): string {
  // Joined, not ended: a text of exactly whole lines would get an empty one, which is no PEM any more.
  const lines =
    der
      .toString("base64")
      .match(/.{1,64}/g)
      ?.join("\n") ?? "";
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
