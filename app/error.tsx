"use client";

/** A screen that failed. Chunks that are gone after a new build are healed by the boot script before anybody sees this. */
export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <main className="message-page">
      <h1>This screen failed</h1>
      <p>You are still signed in. If it fails again, the server’s log knows more{error.digest && ` (${error.digest})`}.</p>
      <p className="font-mono text-13">{`${error.name}: ${error.message}`.slice(0, 300)}</p>
      <button className="button button-plain" onClick={() => location.reload()}>
        Load it again
      </button>
    </main>
  );
}
