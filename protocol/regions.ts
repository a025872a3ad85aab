/** Gateways near and far, as the browser sees them. Types only. */

/** A gateway that app hosts can be opened through: the primary itself, or a regional proxy. */
export interface RegionView {
  /** `primary`, or the proxy's id. */
  id: string;
  name: string;
  /** Its origin, where `/latency-check` answers. */
  url: string;
  /** Of its app hosts, such as `*.sydney.example.com:8443`; null for a primary without one. */
  wildcard: string | null;
  healthy: boolean;
}

/** A regional proxy as those who run the door see it. */
export interface ProxyView {
  id: string;
  name: string;
  createdAt: string;
  /** Null before it first registered. */
  url: string | null;
  wildcard: string | null;
  version: string | null;
  lastSeenAt: string | null;
  healthy: boolean;
}

/** Answered once, when a proxy is added or gets another token. */
export interface ProxyEnrolment {
  proxy: ProxyView;
  token: string;
  /** What starts it, to be pasted on its machine; its own addresses are for whoever runs it to fill in. */
  command: string;
}
