/** Where the terminals of a machine are reached: a socket that only its owner can open. */
import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { platform, tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";

/** A socket's address has 104 bytes on macOS and 108 on Linux, the closing zero included. */
const longestAddressBytes = 103;

/** The address for whoever keeps its state in `dir`. Throws where it cannot be kept from others. */
export function findSocketPath(dir: string): string {
  const hash = createHash("sha256").update(resolve(dir)).digest("hex").slice(0, 16);
  if (platform() === "win32") return `\\\\.\\pipe\\latchkey-terminals-${hash}`;
  const path = join(resolve(dir), "terminals.sock");
  if (Buffer.byteLength(path) <= longestAddressBytes) return path;
  const short = join(tmpdir(), `latchkey-${userInfo().uid}`);
  mkdirSync(short, { recursive: true, mode: 0o700 });
  // Somebody else may have made it first, in a directory that everybody may write to.
  const { uid, mode } = lstatSync(short);
  if (uid !== userInfo().uid || (mode & 0o170000) !== 0o040000) throw new Error(`${short} belongs to somebody else.`);
  chmodSync(short, 0o700);
  return join(short, `${hash}.sock`);
}
