"use client";
import { Button } from "#ui/design/button.tsx";
import { MessagePage } from "#ui/door/message-page.tsx";

/** A screen that failed. Chunks that are gone after a new build are healed by the boot script before anybody sees this. */
export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <MessagePage title="This screen failed" action={<Button onClick={() => location.reload()}>Load it again</Button>}>
      You are still signed in. If it fails again, the server’s log knows more{error.digest ? ` (${error.digest})` : ""}.
    </MessagePage>
  );
}
