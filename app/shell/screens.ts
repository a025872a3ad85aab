import { lazy, type ComponentType, type LazyExoticComponent } from "react";

export interface ShellScreen {
  title: string;
  /** The shape of what comes, while it comes. */
  coming: "home" | "rows" | "nothing";
  Component: LazyExoticComponent<ComponentType<object>>;
}

const screens: Record<string, ShellScreen> = {
  "/": { title: "Home", coming: "home", Component: lazy(async () => ({ default: (await import("../(console)/screen.tsx")).HomeScreen })) },
  "/terminals": {
    title: "Terminals",
    coming: "rows",
    Component: lazy(async () => ({ default: (await import("../(console)/terminals/screen.tsx")).TerminalsScreen })),
  },
  "/activity": {
    title: "Activity",
    coming: "rows",
    Component: lazy(async () => ({ default: (await import("../(console)/activity/screen.tsx")).ActivityScreen })),
  },
  "/devices": {
    title: "Devices",
    coming: "rows",
    Component: lazy(async () => ({ default: (await import("../(console)/devices/screen.tsx")).DevicesScreen })),
  },
  "/tokens": {
    title: "Tokens",
    coming: "rows",
    Component: lazy(async () => ({ default: (await import("../(console)/tokens/screen.tsx")).TokensScreen })),
  },
  "/account": {
    title: "Account",
    coming: "rows",
    Component: lazy(async () => ({ default: (await import("../(console)/account/screen.tsx")).AccountScreen })),
  },
  "/regions": {
    title: "Regions",
    coming: "rows",
    Component: lazy(async () => ({ default: (await import("../(console)/regions/screen.tsx")).RegionsScreen })),
  },
  "/appearance": {
    title: "Appearance",
    coming: "rows",
    Component: lazy(async () => ({ default: (await import("../(console)/appearance/screen.tsx")).AppearanceScreen })),
  },
  "/doctor": {
    title: "Session doctor",
    coming: "rows",
    Component: lazy(async () => ({ default: (await import("../(console)/doctor/screen.tsx")).DoctorScreen })),
  },
  "/you": {
    title: "You",
    coming: "rows",
    Component: lazy(async () => ({ default: (await import("../(console)/you/screen.tsx")).YouScreen })),
  },
};

const appView: ShellScreen = {
  title: "App",
  coming: "nothing",
  Component: lazy(async () => ({ default: (await import("../(console)/open/[label]/screen.tsx")).OpenScreen })),
};

const terminal: ShellScreen = {
  title: "Terminal",
  coming: "nothing",
  Component: lazy(async () => ({ default: (await import("../(console)/terminals/[id]/screen.tsx")).TerminalScreen })),
};

const machineActivity: ShellScreen = {
  title: "Activity",
  coming: "rows",
  Component: lazy(async () => ({ default: (await import("../(console)/activity/[id]/screen.tsx")).MachineActivityScreen })),
};

/** The screen of an address, loaded when first shown; null when the shell does not know it. */
export function findScreen(path: string): ShellScreen | null {
  const known = screens[path.replace(/(.)\/$/, "$1")];
  if (known) return known;
  if (/^\/open\/[^/]+$/.test(path)) return appView;
  if (/^\/activity\/[^/]+$/.test(path)) return machineActivity;
  return /^\/terminals\/[^/]+$/.test(path) ? terminal : null;
}
