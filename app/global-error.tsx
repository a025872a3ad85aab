"use client";
import "#ui/design/design.css";
import { Button } from "#ui/design/button.tsx";
import { MessagePage } from "#ui/door/message-page.tsx";

/** The root layout itself failed: this stands in for all of it. */
export default function GlobalErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Latchkey</title>
        <MessagePage title="The door failed to open" action={<Button onClick={() => location.reload()}>Load it again</Button>}>
          You are still signed in. If it fails again, the server’s log knows more{error.digest ? ` (${error.digest})` : ""}.
        </MessagePage>
      </body>
    </html>
  );
}
