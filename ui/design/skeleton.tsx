/** One bar in the place of what comes, as large as its class says. Invisible for the first 400 ms. */
export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden="true" className={`skeleton block ${className}`} />;
}

/** A list in the shape of what comes. */
export function SkeletonRows({ rows = 3, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label}>
      <div aria-hidden="true" className="late divide-y divide-line overflow-clip rounded-card border border-line bg-surface">
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className="flex min-h-18 items-center gap-3.5 px-4 py-2.5">
            <Skeleton className="size-9" />
            <div className="grid flex-1 gap-2">
              <Skeleton className="h-3.5 w-2/5 max-w-44" />
              <Skeleton className="h-3 w-3/4 max-w-80" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
