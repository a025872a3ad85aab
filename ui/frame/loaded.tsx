import CloudOff from "lucide-react/icons/cloud-off";
import Lock from "lucide-react/icons/lock";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { ReactNode } from "react";
import { Button } from "#ui/design/button.tsx";
import { EmptyState } from "#ui/design/empty-state.tsx";
import { Note } from "#ui/design/note.tsx";
import type { ApiProblem, ApiUnreachable } from "#ui/engine/api.ts";

interface LoadedProps<T> {
  of: { data: T | undefined; error: ApiProblem | ApiUnreachable | undefined; refresh(): Promise<void> };
  /** In the shape of what comes. */
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** The states every screen has besides its own: loading, no permission, failed, offline with nothing kept. */
export function Loaded<T>({ of: { data, error, refresh }, skeleton, children }: LoadedProps<T>) {
  if (error?.name === "ApiProblem" && (error as ApiProblem).problem.status === 403) {
    return (
      <EmptyState icon={<Lock />} title="Not for this key">
        The key you came with may not see this. Sign in with a password to see all of it.
      </EmptyState>
    );
  }
  if (data !== undefined) {
    return (
      <>
        {error?.name === "ApiProblem" && (error as ApiProblem).problem.code !== "unavailable" && (
          <Note tone="warn" icon={<TriangleAlert />} role="status" className="mb-4">
            This may be out of date: {error.message}
          </Note>
        )}
        {children(data)}
      </>
    );
  }
  if (!error) return skeleton;
  const again = <Button onClick={() => void refresh()}>Try again</Button>;
  if (error.name === "ApiUnreachable") {
    return (
      <EmptyState icon={<CloudOff />} title="Not kept on this device yet" action={again}>
        The door cannot be reached, and this screen was not open here before. It fills itself when the connection is back.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<TriangleAlert />} title="This did not load" action={again}>
      {error.message}
    </EmptyState>
  );
}
