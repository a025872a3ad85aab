/**
 * Which hosts are app hosts. The wildcard matches exactly one label; authorities are compared whole, port included, never by suffix (SEC-47).
 */
export interface AppHosts {
  /** The label under the wildcard that a Host header names, without the wildcard's own suffix; null when the host is not an app host. */
  labelOf(host: string | undefined): string | null;
  /** The app host of a label, port included. */
  hostOf(label: string): string;
  /** All app hosts as a CSP host-source (CSP 3 §2.3.1), which knows `*.` alone: a wildcard with a suffix widens to its parent. */
  readonly source: string;
}

/** `wildcard`: such as `*.apps.example.com:8443` or `*--apps.example.com`, lower case. */
export function createAppHosts(wildcard: string, scheme: string): AppHosts {
  const tail = wildcard.slice(1);
  const defaultPort = scheme === "https:" ? ":443" : ":80";
  const hasPort = /:\d+$/.test(wildcard);
  return {
    labelOf(given) {
      let host = given?.toLowerCase() ?? "";
      if (!hasPort && host.endsWith(defaultPort)) host = host.slice(0, -defaultPort.length);
      if (!host.endsWith(tail)) return null;
      const label = host.slice(0, -tail.length);
      return label === "" || label.includes(".") || label.includes(":") ? null : label;
    },
    hostOf: (label) => label + tail,
    source: `${scheme}//*${tail.slice(tail.indexOf("."))}`,
  };
}
