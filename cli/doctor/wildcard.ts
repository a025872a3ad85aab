import { randomBytes } from "node:crypto";
import type { Settings } from "#server/config.ts";
import { bad, type Finding, ok, warn } from "./finding.ts";
import { probe } from "./probe.ts";

const about = "apps";

/** Tries one host under the pattern that nobody can have named: only a wildcard record leads it to the door. */
export async function inspectWildcard({ accessUrl, wildcard }: Settings): Promise<Finding[]> {
  if (wildcard === null)
    return [
      warn(about, "No host pattern for apps. With a wildcard DNS record, give one such as --wildcard-access-url '*.apps.example.com'."),
    ];
  const host = wildcard.replace("*", `doctor-${randomBytes(3).toString("hex")}`);
  const answer = await probe(new URL(`${accessUrl.protocol}//${host}/healthz`));
  if (answer.status === 0) return [bad(about, `${answer.why} Apps live at ${wildcard}.`)];
  if (answer.status >= 500)
    return [bad(about, `${host} answered ${answer.status}. Let the proxy send every host of ${wildcard} to the door.`)];
  return [ok(about, `Hosts of ${wildcard} lead here.`)];
}
