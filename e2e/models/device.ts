/** A device of the tests' own making: a P-256 key that signs resumes as a browser does, but over plain HTTP. */
import { generateKeyPairSync, sign, type JsonWebKey } from "node:crypto";
import type { Answer, HttpClient } from "./http-client.ts";

export interface TestDevice {
  readonly publicJwk: JsonWebKey;
  /** ES256, raw r‖s in base64url, over what the contract names. */
  sign(origin: string, deviceId: string, challenge: string): string;
}

export function createTestDevice(): TestDevice {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    publicJwk: publicKey.export({ format: "jwk" }),
    sign(origin, deviceId, challenge) {
      const text = ["latchkey-resume", origin, deviceId, challenge].join("\n");
      return sign("sha256", Buffer.from(text, "utf8"), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url");
    },
  };
}

/** Both steps of a resume. `origin` is the one that is signed: the access URL's, unless the test lies. */
export async function resumeOverApi(client: HttpClient, device: TestDevice, deviceId: string, origin: string): Promise<Answer> {
  const first = await client.post("/api/v1/session/resume", { deviceId });
  const { challenge } = first.json<{ challenge: string }>();
  return client.post("/api/v1/session/resume", { deviceId, challenge, signature: device.sign(origin, deviceId, challenge) });
}
