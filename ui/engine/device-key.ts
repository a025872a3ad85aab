/** The device key: a P-256 pair whose private half cannot leave the browser. Its signature gets a still valid session's cookie back. */
const algorithm = { name: "ECDSA", namedCurve: "P-256" } as const;

export interface DeviceKey {
  privateKey: CryptoKey;
  /** What the door keeps. */
  publicJwk: JsonWebKey;
}

/** Makes a pair. Throws where there is no WebCrypto: on plain http from another machine the page is no secure context. */
export async function createDeviceKey(): Promise<DeviceKey> {
  const pair = await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return { privateKey: pair.privateKey, publicJwk: { kty, crv, x, y } };
}

/** ES256 over the resume text: raw r‖s, base64url, as contract.md has it. */
export async function signChallenge(
  privateKey: CryptoKey,
  proof: { origin: string; deviceId: string; challenge: string },
): Promise<string> {
  const text = ["latchkey-resume", proof.origin, proof.deviceId, proof.challenge].join("\n");
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, new TextEncoder().encode(text));
  return toBase64Url(new Uint8Array(signature));
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
