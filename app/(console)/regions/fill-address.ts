/** What a person wrote for the address of a proxy: a name alone is taken for https. Null for what is no address. */
export function parseAddress(text: string): URL | null {
  const given = /^https?:\/\//i.test(text.trim()) ? text.trim() : `https://${text.trim()}`;
  if (/\s/.test(given) || !URL.canParse(given)) return null;
  const url = new URL(given);
  const isOrigin = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  return isOrigin && url.hostname !== "" ? url : null;
}

/** The command with the proxy's own address where the door left it open; its apps get names below it. */
export function fillAddress(command: string, { origin, host }: URL): string {
  return command.replace("https://<its own address>", origin).replace("*.<its own address>", `*.${host}`);
}
