import { expect, test } from "vitest";
import type { RegionView } from "#protocol/regions.ts";
import type { Item } from "#ui/workspaces/item.ts";
import { throughRegion } from "./through-region.ts";

const primary: RegionView = {
  id: "primary",
  name: "Primary",
  url: "https://door.example.com",
  wildcard: "*.apps.example.com",
  healthy: true,
};
const region = (url: string, wildcard: string | null): RegionView => ({ id: "r1", name: "Sydney", url, wildcard, healthy: true });
const item = {
  label: "5173--laptop--ada",
  host: "5173--laptop--ada.apps.example.com",
  href: "//5173--laptop--ada.apps.example.com",
  path: "/d",
} as Item;
const through = (to: RegionView | null, from = primary) => {
  const { host, href, path } = throughRegion(item, to, from);
  return { host, href, path };
};

test("the label stays, and the rest of the host is the region's, port and suffix included", () => {
  expect(through(region("https://sydney.example.com", "*.sydney.example.com")).href).toBe("//5173--laptop--ada.sydney.example.com");
  expect(through(region("https://sydney.example.com:8443", "*--apps.sydney.example.com:8443"))).toEqual({
    host: "5173--laptop--ada--apps.sydney.example.com:8443",
    href: "//5173--laptop--ada--apps.sydney.example.com:8443",
    path: "/d",
  });
});

test("another scheme than the door's is part of the address", () => {
  expect(through(region("http://sydney.example.com", "*.sydney.example.com")).href).toBe("http://5173--laptop--ada.sydney.example.com");
});

test("the primary, a region without hosts for apps, and none at all leave an address as it is", () => {
  for (const to of [primary, region("https://sydney.example.com", null), null]) expect(throughRegion(item, to, primary)).toBe(item);
});
