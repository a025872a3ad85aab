import type { Settings } from "#server/config.ts";
import { bad, type Finding, ok, warn } from "./finding.ts";
import { probe } from "./probe.ts";

const about = "access URL";

/** Whether the access URL leads to a door. `answers`: it makes sense to look further. */
export async function inspectUrl(settings: Settings): Promise<{ answers: boolean; findings: Finding[] }> {
  const { accessUrl, listen } = settings;
  if (listen.port === 0 && accessUrl.port === "0") {
    return {
      answers: false,
      findings: [warn(about, "Port 0 takes a free port at each start. To check the running door, name its port in --http-address.")],
    };
  }
  const answer = await probe(new URL("/healthz", accessUrl));
  if (answer.status === 200 && answer.body.trim() === "ok") return { answers: true, findings: [ok(about, `${accessUrl.origin} answers.`)] };
  const said = answer.status === 0 ? answer.why : `${accessUrl.origin} answered ${answer.status}, not as a door does.`;
  return { answers: false, findings: [bad(about, `${said}${await tellOfListener(settings)}`)] };
}

/** Tells a door that is down from a way that does not lead to it. */
async function tellOfListener({ accessUrl, listen, tls }: Settings): Promise<string> {
  const host = listen.host === "0.0.0.0" || listen.host === "::" ? "127.0.0.1" : listen.host;
  const direct = new URL(`${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${listen.port}/healthz`);
  if (direct.host === accessUrl.host || direct.port === accessUrl.port) return "";
  const { status } = await probe(direct);
  return status === 200
    ? ` A door does answer at ${direct.host}: point the reverse proxy of ${accessUrl.host} there.`
    : ` Nothing answers at ${direct.host} either: start the door.`;
}
