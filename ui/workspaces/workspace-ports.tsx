"use client";
import ExternalLink from "lucide-react/icons/external-link";
import Plug from "lucide-react/icons/plug";
import { useState } from "react";
import type { PortView, WorkspaceView } from "#protocol/api.ts";
import { Badge } from "#ui/design/badge.tsx";
import { Button } from "#ui/design/button.tsx";
import { Section } from "#ui/design/card.tsx";
import { EmptyState } from "#ui/design/empty-state.tsx";
import { List, Row } from "#ui/design/list.tsx";

/** As many as fit beside the rest of home; a machine with databases and tools listens on dozens. */
const shownPorts = 6;

/** A workspace and what listens in it now, each with the link that opens it. */
export function WorkspacePorts({ workspace }: { workspace: WorkspaceView }) {
  const [isWhole, setWhole] = useState(false);
  const { ports } = workspace;
  const shown = isWhole ? ports : ports.slice(0, shownPorts);
  const title = workspace.name.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase());
  return (
    <Section title={title} aside={<span className="text-13 text-muted">Only you can open these</span>}>
      {ports.length === 0 ? (
        <EmptyState icon={<Plug />} title="Nothing is listening">
          Start a server on any port from 1024 up, and it shows up here by itself.
        </EmptyState>
      ) : (
        <List label={title}>
          {shown.map((port) => (
            <Port key={port.port} port={port} />
          ))}
        </List>
      )}
      {ports.length > shown.length && (
        <Button className="mt-3" onClick={() => setWhole(true)}>
          Show all {ports.length} ports
        </Button>
      )}
    </Section>
  );
}

/** Another host: the browser goes there itself, through the hand-over, and the page here is left. */
function Port({ port: { port, process, host } }: { port: PortView }) {
  return (
    <li>
      <a
        href={`//${host}/`}
        className="block -outline-offset-2 transition-colors hover:bg-[color-mix(in_oklab,transparent_96%,var(--text))]"
      >
        <Row
          icon={<Plug />}
          title={
            <>
              <span className="sr-only">{`Open port ${port}${process === undefined ? "" : `, ${process}`}`}</span>
              <span aria-hidden="true" className="font-mono tabular-nums">
                {port}
              </span>
            </>
          }
          badge={
            process !== undefined && (
              <span aria-hidden="true">
                <Badge>{process}</Badge>
              </span>
            )
          }
          end={<ExternalLink className="size-4.5 text-muted" />}
        />
      </a>
    </li>
  );
}
