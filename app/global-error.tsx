"use client";
import "#ui/design/design.css";
import ErrorPage from "./error.tsx";

/** The root layout itself failed: this stands in for all of it. */
export default function GlobalErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Latchkey</title>
        <ErrorPage error={error} />
      </body>
    </html>
  );
}
