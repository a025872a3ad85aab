/** The keyhole whose slot is a terminal's cursor block: one path on a 24-pixel grid, in the colour of the text around it. */
export const markPath = "M12 2a6 6 0 0 1 3 11.2V22H9v-8.8A6 6 0 0 1 12 2Z";

export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" className={className} fill="currentColor" aria-hidden="true">
      <path d={markPath} />
    </svg>
  );
}

export function Wordmark({ className }: { className?: string }) {
  return (
    <span className={`inline-flex items-center gap-1.5 text-17 font-semibold tracking-tight ${className ?? ""}`}>
      <Mark className="size-5 text-accent" />
      latchkey
    </span>
  );
}
