import CloudOff from "lucide-react/icons/cloud-off";
import Lock from "lucide-react/icons/lock";
import SearchX from "lucide-react/icons/search-x";
import Unplug from "lucide-react/icons/unplug";
import type { ReactNode } from "react";
import { useSWRConfig } from "swr";
import type { TerminalView } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { Note } from "#ui/design/note.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useConnection } from "#ui/engine/connection.ts";
import { ScreenLink, useGo } from "#ui/frame/link.tsx";
import { ConfirmPasswordForm } from "#ui/account/confirm-password-form.tsx";
import { sayEnd } from "#ui/terminals/say-terminal.ts";
import { useNewTerminal } from "#ui/terminals/use-new-terminal.tsx";
import type { PaneState } from "./pane-state.ts";

interface PaneOverProps {
  state: PaneState;
  /** The part of the page that draws terminals did not come. */
  isLost: boolean;
  terminalId: string;
  /** Null when it is not known any more. */
  workspaceId: string | null;
  onReconnect: () => void;
  /** A new one was opened in the place of this one. */
  onNew: (terminal: TerminalView) => void;
}

/** What stands in the way of using a terminal: it is not there, not reachable, or over. */
export function PaneOver({ state: { link, isLate, facts, end }, isLost, terminalId, workspaceId, onReconnect, onNew }: PaneOverProps) {
  const isOffline = useConnection().state === "offline";
  if (isLost) {
    return (
      <Cover icon={<CloudOff />} title="This did not load">
        <p>The part of the page that draws terminals did not come. The terminal itself goes on running.</p>
        <div className="mt-6 grid">
          <Button onClick={() => location.reload()}>Try again</Button>
        </div>
      </Cover>
    );
  }
  if (link === "gone") {
    return (
      <Cover icon={<SearchX />} title="This terminal is gone">
        <p>It was ended, or its machine or its agent was started again. What ran in it runs no more.</p>
        <AfterEnd workspaceId={workspaceId} onNew={onNew} />
      </Cover>
    );
  }
  if (link === "locked") {
    return (
      <Cover icon={<Lock />} title="Is it you?">
        <p className="mb-6">No terminal was used on this device for a while. What runs in this one goes on running.</p>
        <ConfirmPasswordForm act="Open the terminal" onConfirmed={onReconnect} />
      </Cover>
    );
  }
  if (link === "ended") {
    return (
      <div role="status" className="pane-note arrive">
        <span className="mr-auto pl-1 font-medium">{capital(sayEnd(end ?? { exitCode: null, signal: null }))}</span>
        <Close terminalId={terminalId} />
        {workspaceId !== null && <NewTerminal workspaceId={workspaceId} onNew={onNew} />}
      </div>
    );
  }
  if (link === "away" && isLate) {
    if (facts) {
      return (
        <div role="status" className="pane-note arrive">
          <Unplug className="size-4.5 shrink-0 text-warn" />
          <span>Its machine is offline. What runs there goes on running; this screen goes on when the machine is back.</span>
        </div>
      );
    }
    return (
      <Cover icon={<Unplug />} title="Its machine is offline">
        <p>What runs there goes on running. The screen is here by itself when the machine is back.</p>
      </Cover>
    );
  }
  if (facts || !isLate) return null;
  return isOffline ? (
    <Cover icon={<CloudOff />} title="This needs the network">
      <p>The terminal goes on running on its machine. It opens by itself when the connection is back.</p>
    </Cover>
  ) : (
    <div role="status" className="absolute inset-0 grid place-content-center text-muted">
      Opening
    </div>
  );
}

function Cover({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div
      role="status"
      className="absolute inset-0 z-10 grid place-content-center justify-items-center overflow-y-auto bg-surface p-6 text-center"
    >
      <span className="text-muted [&_svg]:size-8 [&_svg]:stroke-[1.5]">{icon}</span>
      <h2 className="mt-4 max-w-[24ch] text-22 font-semibold tracking-tight text-balance">{title}</h2>
      <div className="mt-2 max-w-[44ch] text-muted">{children}</div>
    </div>
  );
}

function AfterEnd({ workspaceId, onNew }: Pick<PaneOverProps, "workspaceId" | "onNew">) {
  return (
    <div className="mt-6 grid gap-2.5 text-text">
      {workspaceId !== null && <NewTerminal workspaceId={workspaceId} onNew={onNew} />}
      <ScreenLink href="/terminals" replace className="button button-plain">
        All terminals
      </ScreenLink>
    </div>
  );
}

function NewTerminal({ workspaceId, onNew }: { workspaceId: string; onNew: PaneOverProps["onNew"] }) {
  const { isOpening, failure, open, question } = useNewTerminal();
  return (
    <>
      <Button kind="primary" pending={isOpening} onClick={() => void open(workspaceId, onNew)}>
        New terminal
      </Button>
      {question}
      {failure && (
        <Note role="alert" tone="bad">
          {failure}
        </Note>
      )}
    </>
  );
}

/** Its last screen is forgotten with it. One that is forgotten already is closed just so. */
function Close({ terminalId }: { terminalId: string }) {
  const { mutate } = useSWRConfig();
  const go = useGo();
  const close = async () => {
    await callApi(`/terminals/${terminalId}`, { method: "DELETE" }).catch(() => {});
    go("/terminals", { replace: true });
    await mutate("/terminals");
  };
  return <Button onClick={() => void close()}>Close</Button>;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
