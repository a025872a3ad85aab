import type { Metadata } from "next";
import { MessagePage } from "#ui/door/message-page.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFoundPage() {
  return (
    <MessagePage
      title="Nothing here"
      action={
        <a href="/" className="button button-plain">
          Go home
        </a>
      }
    >
      This address leads nowhere. It may have been mistyped, or what was here is gone.
    </MessagePage>
  );
}
