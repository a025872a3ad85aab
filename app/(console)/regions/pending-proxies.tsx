import Ellipsis from "lucide-react/icons/ellipsis";
import Unplug from "lucide-react/icons/unplug";
import type { ProxyView } from "#protocol/regions.ts";
import { Button, IconButton } from "#ui/design/button.tsx";
import { Section } from "#ui/design/card.tsx";
import { List, Row } from "#ui/design/list.tsx";
import { RelativeTime } from "#ui/time/relative-time.tsx";

interface PendingProxiesProps {
  proxies: readonly ProxyView[];
  onMore: (proxyId: string, start: "more" | "renew") => void;
}

/** Proxies that were added and have never run: nothing can be opened through them yet. */
export function PendingProxies({ proxies, onMore }: PendingProxiesProps) {
  if (proxies.length === 0) return null;
  return (
    <Section title="Not connected yet">
      <List label="Not connected yet">
        {proxies.map(({ id, name, createdAt }) => (
          <li key={id}>
            <Row
              icon={<Unplug />}
              title={<span className="wrap-anywhere">{name}</span>}
              className="pr-1.5!"
              end={
                <>
                  {/* On a phone it is among what there is more. */}
                  <Button className="max-desk:hidden" aria-label={`New command for ${name}`} onClick={() => onMore(id, "renew")}>
                    New command
                  </Button>
                  <IconButton label={`More about ${name}`} icon={<Ellipsis className="size-5" />} onClick={() => onMore(id, "more")} />
                </>
              }
            >
              Added <RelativeTime past at={createdAt} />
            </Row>
          </li>
        ))}
      </List>
    </Section>
  );
}
