"use client";
import { useEffect } from "react";
import { isLoadFailure, reloadWhenDoorAnswers } from "#ui/engine/come-back.ts";

/** A screen that failed. One of which a part could not be loaded comes by itself as soon as the door answers. */
export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  const isMissing = isLoadFailure(error);
  useEffect(() => (isMissing ? reloadWhenDoorAnswers() : undefined), [isMissing]);
  return (
    <main className="message-page" role={isMissing ? "status" : undefined}>
      <h1>{isMissing ? "Waiting for the door" : "This screen failed"}</h1>
      <p>
        {isMissing
          ? "A part of this screen could not be loaded. You are still signed in, and it comes by itself as soon as the door answers."
          : `You are still signed in. If it fails again, the server’s log knows more${error.digest ? ` (${error.digest})` : ""}.`}
      </p>
      {!isMissing && <p className="font-mono text-13">{`${error.name}: ${error.message}`.slice(0, 300)}</p>}
      <button className="button button-plain" onClick={() => location.reload()}>
        Load it again
      </button>
    </main>
  );
}
