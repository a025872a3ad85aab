import type { Metadata } from "next";
import { presentSession, requireSession, unlessUnavailable } from "../session.ts";
import { HomeScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Home" };

export default async function HomePage() {
  const { caller, rooms } = await requireSession();
  const [session, keys] = await Promise.all([presentSession({ caller, rooms }), unlessUnavailable(rooms.sessions.listKeys(caller))]);
  return <HomeScreen initial={{ session, keys }} />;
}
