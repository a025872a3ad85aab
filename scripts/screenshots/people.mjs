// @ts-check
/** Who lives behind the door of the pictures: one owner, their devices and tokens, and when each was used. */

export const owner = { name: "ada", email: "ada@example.com", password: "ochre-Kettle-7-under-the-quay" };

/** How long ago the door was set up. */
export const ownerSinceHours = 120 * 24;

/** The two browsers that the pictures are taken with. */
export const phone = {
  userAgent: "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
  address: "198.51.100.23",
};
export const desktop = {
  userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
  address: "192.168.1.40",
};

export const iphone = {
  userAgent:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
  address: "198.51.100.88",
};
export const mac = {
  userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
  address: "192.168.1.41",
};

/** The owner's other devices. Hours: how long ago. */
export const others = [
  { ...iphone, hasDeviceKey: true, signedInHours: 21 * 24, usedHours: 2 },
  {
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    address: "10.8.0.14",
    hasDeviceKey: true,
    signedInHours: 64 * 24,
    usedHours: 27,
  },
  {
    userAgent: "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.7 Safari/604.1",
    address: "192.168.1.52",
    hasDeviceKey: false,
    signedInHours: 12 * 24,
    usedHours: 6 * 24,
  },
  {
    userAgent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
    address: "203.0.113.57",
    hasDeviceKey: true,
    signedInHours: 40 * 24,
    usedHours: 25 * 24,
  },
];

export const tokens = [
  { name: "laptop command line", lifetime: "90d", scopes: ["all"], madeHours: 30 * 24, usedHours: 3 },
  { name: "backup script", lifetime: "90d", scopes: ["account:read", "keys:read"], madeHours: 75 * 24, usedHours: 9 },
  { name: "status page", lifetime: "30d", scopes: ["keys:read"], madeHours: 26 * 24, usedHours: 50 },
];

/** What has a name on the machine of the door. */
export const apps = [
  { slug: "editor", name: "Editor", icon: "code", pinned: true },
  { slug: "grafana", name: "Grafana", icon: "chart", pinned: true },
  { slug: "wiki", name: "Team wiki", icon: "book", sharing: "authenticated" },
  { slug: "shop", name: "Shop preview", icon: "globe", sharing: "public", endsInHours: 50 },
];

/** What else listens there. */
export const servers = [
  { port: 5173, process: "vite" },
  { port: 5432, process: "postgres" },
  { port: 8080, process: "code-server" },
  { port: 8888, process: "jupyter-lab" },
];

/** How long ago the two browsers themselves signed in, in hours, by their User-Agent. */
export const signedInHours = new Map([
  [phone.userAgent, 35 * 24],
  [desktop.userAgent, 9 * 24],
]);

/** The address a browser comes from. @param {string} userAgent */
export function addressOf(userAgent) {
  return [phone, desktop, mac, ...others].find((device) => device.userAgent === userAgent)?.address ?? "127.0.0.1";
}
