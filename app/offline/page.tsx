import type { Metadata } from "next";
import { MessagePage } from "#ui/door/message-page.tsx";

export const metadata: Metadata = { title: "Offline" };

export default function OfflinePage() {
  return (
    <MessagePage
      title="Offline"
      action={
        // A plain link: without a network there is nothing for the router to fetch.
        <a href="/" className="button button-primary">
          Try again
        </a>
      }
    >
      The door cannot be reached from here. Check the network, then try again.
    </MessagePage>
  );
}
