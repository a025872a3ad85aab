import "#ui/design/design.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { themeColors, themeScript } from "#ui/design/theme.ts";
import { bootScript } from "#ui/engine/boot-script.ts";
import { Engine } from "#ui/engine/engine.tsx";
import { findStartImages } from "#ui/engine/start-images.ts";
import { findNonce, findUserAgent } from "./session.ts";

const metadata: Metadata = {
  title: { default: "Latchkey", template: "%s · Latchkey" },
  description: "The front door to your dev machines.",
  applicationName: "Latchkey",
  formatDetection: { telephone: false, email: false, address: false, date: false },
  icons: {
    icon: [
      { url: "/icons/icon.svg", type: "image/svg+xml" },
      { url: "/icons/icon-192.png", type: "image/png", sizes: "192x192" },
    ],
    apple: { url: "/icons/apple-touch-icon.png", sizes: "180x180" },
  },
  robots: { index: false, follow: false },
  // Next writes the name without the prefix; iOS before 17.4 knows only the one with it.
  other: { "apple-mobile-web-app-capable": "yes" },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  interactiveWidget: "resizes-content",
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: themeColors.light },
    { media: "(prefers-color-scheme: dark)", color: themeColors.dark },
  ],
};

/** Apple's browsers want a picture for the start of an app from the home screen, one for every size of screen. */
export async function generateMetadata(): Promise<Metadata> {
  const startupImage = findStartImages(await findUserAgent());
  return { ...metadata, appleWebApp: { capable: true, title: "Latchkey", statusBarStyle: "default", startupImage } };
}

/** Reading the nonce makes every document dynamic: none is ever served without a policy of its own. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        {/* In the body, where the theme-color metas are there already. Browsers hide a nonce from scripts, so React cannot compare it. */}
        <script nonce={await findNonce()} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: themeScript + bootScript }} />
        <Engine />
        {children}
      </body>
    </html>
  );
}
