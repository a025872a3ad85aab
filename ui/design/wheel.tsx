/** Something is going on. Always used with `late`: what takes less than 400 ms shows nothing. */
export function Wheel({ className }: { className?: string }) {
  return (
    <span className={className} aria-hidden="true">
      <svg viewBox="0 0 16 16" className="size-full animate-spin" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
        <circle cx="8" cy="8" r="6" opacity="0.25" />
        <path d="M14 8a6 6 0 0 0-6-6" />
      </svg>
    </span>
  );
}
