import type { Enrolment, WorkspaceView } from "#protocol/api.ts";
import { EnrolmentCommand } from "#ui/design/enrolment-command.tsx";
import { callApi, type ApiProblem } from "#ui/engine/api.ts";
import { useArrival } from "#ui/engine/use-arrival.ts";

/** A token that is replaced cuts its agent off at once; one that is there after this has come with the new one, perhaps between two looks. */
const staleMs = 10_000;

interface MachineCommandProps {
  made: Enrolment;
  /** The machine is connected, and that was read. */
  onConnected: () => void;
  onClose: () => void;
}

/** The command that makes a machine a workspace, and whether the machine has come. */
export function MachineCommand({ made: { workspace, command }, onConnected, onClose }: MachineCommandProps) {
  const { id, name, state } = workspace;
  const arrival = useArrival({ look: (signal) => look(id, signal), isThereStill: state !== "offline", staleMs }, onConnected);
  const says = {
    waiting: "Waiting for the machine …",
    connected: `${name} is connected.`,
    removed: `${name} was removed, and the command no longer works.`,
  };
  return (
    <EnrolmentCommand command={command} arrival={arrival} says={says} onClose={onClose}>
      It needs Latchkey and Node 20.19 or later there, and the machine is connected for as long as{" "}
      <span className="font-mono">latchkey agent</span> keeps running. As <span className="font-mono">latchkey agent install</span> the same
      command has the system start it from now on.
    </EnrolmentCommand>
  );
}

async function look(id: string, signal: AbortSignal): Promise<"there" | "away" | "removed" | null> {
  try {
    const { state } = await callApi<WorkspaceView>(`/workspaces/${id}`, { passive: true, signal });
    return state === "offline" ? "away" : "there";
  } catch (error) {
    // A door that does not answer now is asked again; one that does not know the workspace any more has said the last word.
    const isUnknown = error instanceof Error && error.name === "ApiProblem" && (error as ApiProblem).problem.code === "not_found";
    return isUnknown ? "removed" : null;
  }
}
