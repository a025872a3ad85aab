"use client";
import { useEffect, useState } from "react";
import { doorAnswers, isLoadFailure, reloadWhenDoorAnswers } from "#ui/engine/come-back.ts";

/** A screen that failed. One of which a part could not be loaded comes by itself as soon as the door answers. */
export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  const [isMissing, setMissing] = useState(() => isLoadFailure(error));
  useEffect(() => (isMissing ? reloadWhenDoorAnswers() : undefined), [isMissing]);
  useEffect(() => {
    // Whatever it was that failed: without a door it could not but fail. What the server says of itself it has said already.
    if (error.digest === undefined) void doorAnswers().then((answers) => answers || setMissing(true));
  }, [error]);
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
