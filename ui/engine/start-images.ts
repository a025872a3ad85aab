/**
 * What iOS and iPadOS show while an app from the home screen starts; without a picture of exactly the screen's size, a blank one. The
 * pictures are made by scripts/icons.mjs from this table.
 */

/** Width and height in CSS pixels held upright, and pixels per CSS pixel. From Apple's list of displays, November 2026. */
const phones = [
  [375, 667, 2],
  [375, 812, 3],
  [390, 844, 3],
  [393, 852, 3],
  [402, 874, 3],
  [414, 896, 2],
  [414, 896, 3],
  [420, 912, 3],
  [428, 926, 3],
  [430, 932, 3],
  [440, 956, 3],
] as const;
const tablets = [
  [744, 1133, 2],
  [768, 1024, 2],
  [810, 1080, 2],
  [820, 1180, 2],
  [834, 1194, 2],
  [834, 1210, 2],
  [1024, 1366, 2],
  [1032, 1376, 2],
] as const;

export interface StartImage {
  url: string;
  media: string;
  /** Pixels. */
  width: number;
  height: number;
  theme: "light" | "dark";
}

/** Every picture there is. */
export const startImages: StartImage[] = [
  ...phones.map((size) => [...size, "portrait"] as const),
  ...tablets.flatMap((size) => [[...size, "portrait"] as const, [...size, "landscape"] as const]),
].flatMap(([across, down, ratio, orientation]) => {
  const [width, height] = orientation === "portrait" ? [across * ratio, down * ratio] : [down * ratio, across * ratio];
  return (["light", "dark"] as const).map((theme) => ({
    url: `/splash/${width}x${height}-${theme}.png`,
    // device-width stays the upright one when the device is turned.
    media: `(device-width: ${across}px) and (device-height: ${down}px) and (-webkit-device-pixel-ratio: ${ratio}) and (orientation: ${orientation}) and (prefers-color-scheme: ${theme})`,
    width,
    height,
    theme,
  }));
});

/** For `appleWebApp.startupImage`. Only for Apple's browsers, because it is several kilobytes of head; an iPad calls itself a Mac. */
export function findStartImages(userAgent: string): { url: string; media: string }[] {
  const isApple = /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes("Macintosh") && /Version\/[\d.]+ Safari\//.test(userAgent));
  return isApple ? startImages.map(({ url, media }) => ({ url, media })) : [];
}
