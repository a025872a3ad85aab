/**
 * Links in output (OSC 8), without xterm.js's own bookkeeping: it hangs a marker on each, every line that scrolls asks all of them where they
 * are now, and a program can make a hundred thousand. Here the newest links are kept, and the oldest are text like any other.
 */
import type { LinkData, LinkService } from "./terminal-core.ts";

const maxLinks = 10_000;
/** Characters of all addresses and names that are kept. */
const maxCharacters = 4 * 1024 * 1024;
/** RFC 9110 §4.1 has servers take 8,000. */
const maxAddress = 8_192;

export function boundLinks(service: LinkService): void {
  const links = new Map<number, LinkData>();
  /** Links of a program's own name are one link, wherever they stand. */
  const named = new Map<string, number>();
  let characters = 0;
  let last = 0;
  const sizeOf = ({ id = "", uri }: LinkData) => id.length + uri.length;
  const nameOf = ({ id, uri }: LinkData) => `${id ?? ""};;${uri}`;
  const forgetOldest = () => {
    const [id, link] = links.entries().next().value ?? [];
    if (id === undefined || !link) return;
    links.delete(id);
    characters -= sizeOf(link);
    if (named.get(nameOf(link)) === id) named.delete(nameOf(link));
  };
  service.registerLink = (link) => {
    // 0 is no link, and so is what nobody finds.
    if (sizeOf(link) > maxAddress) return 0;
    const known = link.id === undefined ? undefined : named.get(nameOf(link));
    if (known !== undefined) return known;
    last += 1;
    links.set(last, link);
    if (link.id !== undefined) named.set(nameOf(link), last);
    characters += sizeOf(link);
    while (links.size > maxLinks || characters > maxCharacters) forgetOldest();
    return last;
  };
  service.addLineToLink = () => undefined;
  service.getLinkData = (id) => links.get(id);
}
