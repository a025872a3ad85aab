import { lazy, type ComponentType, type LazyExoticComponent } from "react";

export interface ShellScreen {
  title: string;
  Component: LazyExoticComponent<ComponentType<object>>;
}

const screens: Record<string, ShellScreen> = {
  "/": { title: "Home", Component: lazy(async () => ({ default: (await import("../(console)/screen.tsx")).HomeScreen })) },
  "/devices": {
    title: "Devices",
    Component: lazy(async () => ({ default: (await import("../(console)/devices/screen.tsx")).DevicesScreen })),
  },
  "/tokens": { title: "Tokens", Component: lazy(async () => ({ default: (await import("../(console)/tokens/screen.tsx")).TokensScreen })) },
  "/account": {
    title: "Account",
    Component: lazy(async () => ({ default: (await import("../(console)/account/screen.tsx")).AccountScreen })),
  },
  "/appearance": {
    title: "Appearance",
    Component: lazy(async () => ({ default: (await import("../(console)/appearance/screen.tsx")).AppearanceScreen })),
  },
  "/doctor": {
    title: "Session doctor",
    Component: lazy(async () => ({ default: (await import("../(console)/doctor/screen.tsx")).DoctorScreen })),
  },
  "/you": { title: "You", Component: lazy(async () => ({ default: (await import("../(console)/you/screen.tsx")).YouScreen })) },
};

const appView: ShellScreen = {
  title: "App",
  Component: lazy(async () => ({ default: (await import("../(console)/open/[label]/screen.tsx")).OpenScreen })),
};

/** The screen of an address, loaded when first shown; null when the shell does not know it. */
export function findScreen(path: string): ShellScreen | null {
  return screens[path.replace(/(.)\/$/, "$1")] ?? (/^\/open\/[^/]+$/.test(path) ? appView : null);
}
