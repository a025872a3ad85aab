import { Skeleton } from "#ui/design/skeleton.tsx";

/** Home in the shape of what comes: a machine and its rows. */
export function HomeSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <div aria-hidden="true" className="late">
        <div className="mb-2.5 flex min-h-11 items-center">
          <Skeleton className="h-4.5 w-32" />
        </div>
        <div className="divide-y divide-line overflow-clip rounded-card border border-line bg-surface">
          {Array.from({ length: 5 }, (_, row) => (
            <div key={row} className="flex min-h-16 items-center gap-3.5 px-4 py-2 wide:min-h-13">
              <Skeleton className="size-9" />
              <div className="grid flex-1 gap-2">
                <Skeleton className="h-3.5 w-2/5 max-w-40" />
                <Skeleton className="h-3 w-3/5 max-w-60 wide:hidden" />
              </div>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
