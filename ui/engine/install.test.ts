import { expect, test } from "vitest";
import { platformOf } from "./install.ts";
import { findStartImages, startImages } from "./start-images.ts";

const safariMac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15";
const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
const chromeMac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

test("each platform is told how it installs", () => {
  expect(platformOf(iphone, 5)).toBe("ios");
  expect(platformOf(safariMac, 5)).toBe("ios"); // an iPad
  expect(platformOf(safariMac, 0)).toBe("macos-safari");
  expect(platformOf(safariMac.replace("Version/18.1", "Version/16.6"), 0)).toBe("none");
  expect(platformOf(chromeMac, 0)).toBe("none");
  expect(platformOf("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", 0)).toBe("none");
});

test("only Apple's browsers are sent start pictures, each of them once", () => {
  expect(findStartImages(chromeMac)).toEqual([]);
  expect(findStartImages(iphone)).toHaveLength(startImages.length);
  expect(findStartImages(safariMac)).toHaveLength(startImages.length);
  expect(new Set(startImages.map(({ url }) => url)).size).toBe(startImages.length);
  expect(startImages[0]).toMatchObject({ url: "/splash/750x1334-light.png", media: expect.stringContaining("(device-width: 375px)") });
});
