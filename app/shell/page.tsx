import type { Metadata } from "next";
import { Shell } from "./shell.tsx";

export const metadata: Metadata = { title: { absolute: "Latchkey" } };

/** The same bytes for everybody: the service worker keeps this document for starts without a network. */
export default function ShellPage() {
  return <Shell />;
}
