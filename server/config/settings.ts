/** Every flag of `latchkey serve`, in the order in which help and documentation show them. */
export interface Setting {
  readonly name: string;
  /** What stands for the value in help; null for a switch that is on when named. */
  readonly value: string | null;
  /** May also be given as the path of a file, in `LATCHKEY_…_FILE`; its value is never shown. */
  readonly secret: boolean;
  readonly help: string;
  readonly default: string;
}

export const settings = [
  row("http-address", "host:port", "address to listen on; port 0 takes a free one", "127.0.0.1:3000"),
  row("access-url", "url", "where people reach the door; an origin only", "http://latchkey.localhost:<port> on loopback, else required"),
  row(
    "wildcard-access-url",
    "pattern",
    "host pattern of the apps, or none",
    "*.apps.latchkey.localhost:<port> with the default access URL, else none",
  ),
  row("data-dir", "path", "where database and secrets are kept", "$XDG_DATA_HOME/latchkey"),
  secretRow("database-url", "url", "file:… (SQLite) or postgresql://…", "file:<data-dir>/latchkey.db"),
  row("cookie-suffix", "text", "end of the session cookie's name, one per door", "derived from the access URL"),
  row("app-cookie-scope", "wildcard|host", "one app cookie for all apps, or one for each app host", "wildcard"),
  row("session-duration", "time", "how long an unused session lives (s m h d), 10s to 400d", "30d"),
  row("session-absolute-duration", "time", "ends a session that long after sign-in even in use, or none", "none"),
  switchRow("disable-session-expiry-refresh", "use does not prolong a session", "off"),
  row("secure-cookies", "auto|on|off", "Secure cookies; auto: exactly when the access URL is https", "auto"),
  secretRow(
    "session-secrets",
    "list",
    "what seals the cookies; new,old rotates without signing anybody out",
    "made at first start, kept in the data dir",
  ),
  row("tls-cert-file", "path", "serve https with this certificate (PEM)", "none: plain http"),
  row("tls-key-file", "path", "the certificate's private key (PEM)", "none"),
  row("trusted-proxies", "list", "addresses or CIDR blocks whose X-Forwarded-* is believed, or none", "none"),
  switchRow("path-apps", "apps under paths of the door as well", "off"),
  switchRow("local-workspace", "this machine as a workspace of the first owner", "on when listening on loopback only"),
  row("terminal-password-after", "time", "asks for the password before terminals on a device that used none for that long, or off", "off"),
  row("keep-verdicts", "time", "how long what is open stays open while the database cannot be asked (s m h d), or none", "5m"),
  row("max-sharing", "level", "the most that anybody may share on this server: owner, authenticated or public", "public"),
  row("max-token-lifetime", "time", "the most that a token made by a person lives, 60s to 400d", "90d"),
  row("metrics-address", "host:port", "Prometheus text at /metrics on an address of its own, or none", "none"),
] as const satisfies readonly Setting[];

/** Every flag of `latchkey proxy`. What it shares with `serve` means the same. */
export const proxySettings = [
  row("primary-url", "url", "the door that this is a proxy of", "required"),
  secretRow("token", "token", 'what "Add a proxy" shows', "required"),
  row("http-address", "host:port", "address to listen on; port 0 takes a free one", "127.0.0.1:3100"),
  row("access-url", "url", "where browsers and agents reach this proxy; an origin only", "required"),
  row("wildcard-access-url", "pattern", "host pattern of the apps here, unlike any other gateway's", "required"),
  row("keep-verdicts", "time", "how long people who were let in go on while the door is away (s m h d), or none", "5m"),
  row("tls-cert-file", "path", "serve https with this certificate (PEM)", "none: plain http"),
  row("tls-key-file", "path", "the certificate's private key (PEM)", "none"),
  row("trusted-proxies", "list", "addresses or CIDR blocks whose X-Forwarded-* is believed, or none", "none"),
] as const satisfies readonly Setting[];

export type SettingName = (typeof settings | typeof proxySettings)[number]["name"];

/** `http-address` -> `LATCHKEY_HTTP_ADDRESS`. */
export function variableOf(name: string): string {
  return `LATCHKEY_${name.replaceAll("-", "_").toUpperCase()}`;
}

function row<const Name extends string>(name: Name, value: string, help: string, byDefault: string) {
  return { name, value, secret: false, help, default: byDefault };
}

function secretRow<const Name extends string>(name: Name, value: string, help: string, byDefault: string) {
  return { name, value, secret: true, help, default: byDefault };
}

function switchRow<const Name extends string>(name: Name, help: string, byDefault: string) {
  return { name, value: null, secret: false, help, default: byDefault };
}
