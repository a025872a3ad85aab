/** What this door seals for itself other than cookies: each purpose with passwords of its own, so that nothing sealed for one is anything to another. */
import { hash } from "node:crypto";
import { sealData, unsealData } from "iron-session";

export interface PurposeSeal {
  /** Of the characters of an RFC 9110 token; the seal itself never ends. */
  seal(content: object): Promise<string>;
  /** What was sealed; empty for what was not sealed here for this purpose. Never throws for what somebody sent. */
  unseal<Content extends object>(sealed: string): Promise<Partial<Content>>;
}

/** `secrets`: the first seals, all unseal. */
export function createPurposeSeal(purpose: string, secrets: readonly [string, ...string[]]): PurposeSeal {
  const passwordOf = (secret: string) => `${purpose} ${secret}`;
  const numberOf = (secret: string) => Number.parseInt(hash("sha256", `${purpose}-id ${secret}`, "hex").slice(0, 8), 16);
  const passwords = Object.fromEntries(secrets.map((secret) => [numberOf(secret), passwordOf(secret)]));
  const sealing = { [numberOf(secrets[0])]: passwordOf(secrets[0]) };
  return {
    seal: (content) => sealData(content, { password: sealing, ttl: 0 }),
    unseal: <Content extends object>(sealed: string) =>
      unsealData<Partial<Content>>(sealed, { password: passwords, ttl: 0 }).catch((): Partial<Content> => ({})),
  };
}
