/** HTTP from the command line: never follows a redirect, keeps no connection, and knows where `*.localhost` is. */
import { lookup as systemLookup } from "node:dns";
import { type IncomingHttpHeaders, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { isLocalhostName } from "#server/config.ts";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Call {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  timeoutMs?: number;
}

/** What an answer may weigh; ours are small. Bytes. */
const maxBodyBytes = 4 * 1024 * 1024;

/** One request. Rejects with Node's own error (`code`: ECONNREFUSED, ENOTFOUND, CERT_…); resolves for every status, 101 included. */
export function dial(url: URL, { method = "GET", headers = {}, body, timeoutMs = 10_000 }: Call = {}): Promise<Answer> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const options: RequestOptions & { autoSelectFamilyAttemptTimeout: number } = {
    method,
    headers: { ...headers, "accept-encoding": "identity" },
    lookup,
    agent: false,
    timeout: timeoutMs,
    // Node gives an address 250 ms before it tries the next. A busy machine takes longer to notice that it is connected already, and
    // would then fail for the refusal of the other address.
    autoSelectFamilyAttemptTimeout: 3_000,
  };
  return new Promise((resolve, reject) => {
    const call = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBodyBytes) call.destroy(new Error("The answer is too large."));
        else chunks.push(chunk);
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }),
      );
      response.on("error", reject);
    });
    call.on("upgrade", (response, socket) => {
      socket.on("error", () => {}); // we hang up first
      socket.destroy();
      resolve({ status: 101, headers: response.headers, body: "" });
    });
    call.on("timeout", () => call.destroy(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" })));
    call.on("error", reject);
    call.end(body);
  });
}

/** What went wrong on the way to a host, and what to do, in one sentence. */
export function explainDialError(error: unknown, url: URL): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: `nothing listens at ${url.host}; is the door running (latchkey serve)?`,
    ENOTFOUND: `the name ${url.hostname} does not resolve; add a DNS record for it, or correct the URL.`,
    EAI_AGAIN: `the name ${url.hostname} cannot be resolved just now; check this machine's DNS.`,
    ETIMEDOUT: `no answer from ${url.host} in time; check firewall and address.`,
    EHOSTUNREACH: `there is no way to ${url.host}; check the network.`,
    ENETUNREACH: `there is no way to ${url.host}; check the network.`,
    ECONNRESET: `the connection to ${url.host} was cut; is it ${url.protocol === "https:" ? "https" : "http"} that is spoken there?`,
    EPROTO: `https is not spoken at ${url.host}; check the URL's scheme and port.`,
    ERR_SSL_WRONG_VERSION_NUMBER: `https is not spoken at ${url.host}; check the URL's scheme and port.`,
    HPE_INVALID_CONSTANT: `http is not spoken at ${url.host}; check the URL's scheme and port.`,
    CERT_HAS_EXPIRED: `the certificate of ${url.host} has expired; renew it.`,
    ERR_TLS_CERT_ALTNAME_INVALID: `the certificate of ${url.host} is not for ${url.hostname}; get one that names it.`,
  };
  if (/SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|UNTRUSTED/.test(code)) {
    return `the certificate of ${url.host} is signed by nobody we trust (${code}); name its authority in NODE_EXTRA_CA_CERTS.`;
  }
  return known[code] ?? `no connection to ${url.host} (${code || (error instanceof Error ? error.message : String(error))}).`;
}

/** RFC 6761: names under localhost are loopback. Browsers know it, the resolver of many systems does not. */
const lookup: LookupFunction = (host, options, callback) => {
  if (!isLocalhostName(host)) return systemLookup(host, options, callback);
  if (!options.all) return callback(null, "127.0.0.1", 4);
  callback(null, [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ]);
};
