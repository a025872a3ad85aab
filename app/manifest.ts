import type { MetadataRoute } from "next";
import { themeColors } from "#ui/design/theme.ts";

/** What a member of the specification is called that Next's type does not know yet. */
type Manifest = MetadataRoute.Manifest & {
  /** https://github.com/w3c/manifest/pull/1207: the window before our own theme-color meta is read. */
  color_scheme_dark: { theme_color: string; background_color: string };
};

/** Installing: what the door is called, looks like and opens with. Served so that browsers ask for it again each time. */
export default function manifest(): Manifest {
  return {
    id: "/",
    name: "Latchkey",
    short_name: "Latchkey",
    description: "The front door to your dev machines.",
    lang: "en",
    dir: "ltr",
    start_url: "/",
    scope: "/",
    display: "standalone",
    display_override: ["window-controls-overlay", "standalone", "minimal-ui"],
    theme_color: themeColors.light,
    background_color: themeColors.light,
    color_scheme_dark: { theme_color: themeColors.dark, background_color: themeColors.dark },
    categories: ["developer", "productivity", "utilities"],
    // The icon brings the open window back as it is; "navigate-existing" would take the person away from an open terminal. See ui/engine/launch.ts.
    launch_handler: { client_mode: ["focus-existing", "auto"] },
    icons: [
      { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any" },
      { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any" },
      { src: "/icons/maskable-192.png", sizes: "192x192", type: "image/png", purpose: "maskable" },
      { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
      { src: "/icons/monochrome-192.png", sizes: "192x192", type: "image/png", purpose: "monochrome" },
      { src: "/icons/monochrome-512.png", sizes: "512x512", type: "image/png", purpose: "monochrome" },
    ],
    shortcuts: [
      { name: "Devices", url: "/devices", icons: [{ src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" }] },
      {
        name: "Session doctor",
        short_name: "Doctor",
        url: "/doctor",
        icons: [{ src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" }],
      },
    ],
    screenshots: [
      { src: "/screenshots/home-phone-dark.png", sizes: "780x1688", type: "image/png", form_factor: "narrow", label: "Home on a phone" },
      {
        src: "/screenshots/devices-phone-dark.png",
        sizes: "780x1688",
        type: "image/png",
        form_factor: "narrow",
        label: "Every device, and how it stays signed in",
      },
      { src: "/screenshots/home-desktop-dark.png", sizes: "1280x800", type: "image/png", form_factor: "wide", label: "Home on a desktop" },
      {
        src: "/screenshots/doctor-desktop-dark.png",
        sizes: "1280x800",
        type: "image/png",
        form_factor: "wide",
        label: "The session doctor",
      },
    ],
  };
}
