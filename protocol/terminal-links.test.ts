import { expect, it } from "vitest";
import type { LinkData, LinkService } from "./terminal-core.ts";
import { boundLinks } from "./terminal-links.ts";

function open(): LinkService {
  const service: LinkService = { registerLink: () => 0, addLineToLink: () => undefined, getLinkData: () => undefined };
  boundLinks(service);
  return service;
}

it("keeps the newest links, and no more than there is room for", () => {
  const service = open();
  const ids = Array.from({ length: 30_000 }, (_, index) => service.registerLink({ uri: `https://example.com/${index}` }));
  const kept = ids.map((id) => service.getLinkData(id)).filter((link): link is LinkData => link !== undefined);
  expect(kept).toHaveLength(10_000);
  expect(kept.at(-1)).toEqual({ uri: "https://example.com/29999" });
  const long = Array.from({ length: 1_000 }, (_, index) =>
    service.registerLink({ uri: `https://example.com/${"a".repeat(8_000)}${index}` }),
  );
  const bytes = [...ids, ...long].reduce((sum, id) => sum + (service.getLinkData(id)?.uri.length ?? 0), 0);
  expect(bytes).toBeLessThanOrEqual(4 * 1024 * 1024);
  expect(service.getLinkData(long.at(-1) ?? 0)).toBeDefined();
});

it("is one link wherever its name is said again, another for another address, and none for an address without end", () => {
  const service = open();
  const first = service.registerLink({ id: "a", uri: "https://example.com/" });
  expect(service.registerLink({ id: "a", uri: "https://example.com/" })).toBe(first);
  expect(service.registerLink({ id: "a", uri: "https://example.com/other" })).not.toBe(first);
  expect(service.registerLink({ uri: "https://example.com/" })).not.toBe(first);
  expect(service.registerLink({ uri: "a".repeat(9_000) })).toBe(0);
});
