import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createSecureContext } from "node:tls";
import { ConfigError, quote } from "./error.ts";
import { codeOf, type GivenText } from "./given.ts";

export interface TlsFiles {
  /** Absolute. */
  certFile: string;
  /** Absolute. */
  keyFile: string;
}

/** Certificate and key to serve https with, or null. Throws ConfigError when one is missing, unreadable, or they do not belong together. */
export function tlsFilesOf(cert: GivenText | undefined, key: GivenText | undefined): TlsFiles | null {
  if (!cert && !key) return null;
  if (!cert) throw new ConfigError(key?.from ?? "", "needs --tls-cert-file as well.");
  if (!key) throw new ConfigError(cert.from, "needs --tls-key-file as well.");
  const certText = read(cert);
  const keyText = read(key);
  try {
    createSecureContext({ cert: certText });
  } catch {
    throw new ConfigError(
      cert.from,
      `names ${quote(cert.text)}, which holds no certificate; give a PEM file, the door's own certificate first.`,
    );
  }
  try {
    createSecureContext({ cert: certText, key: keyText });
  } catch {
    throw new ConfigError(
      key.from,
      `is not the private key of ${quote(cert.text)}; give the PEM key that belongs to it, without a passphrase.`,
    );
  }
  return { certFile: resolve(cert.text), keyFile: resolve(key.text) };
}

function read(file: GivenText): string {
  try {
    return readFileSync(file.text, "utf8");
  } catch (error) {
    throw new ConfigError(
      file.from,
      `names ${quote(file.text)}, which cannot be read (${codeOf(error)}); give the path of a readable PEM file.`,
    );
  }
}
