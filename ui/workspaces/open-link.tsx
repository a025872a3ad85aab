import type { MouseEvent, ReactNode } from "react";
import { useToasts } from "#ui/design/toast.tsx";
import { useConnection } from "#ui/engine/connection.ts";
import { useSession } from "#ui/engine/data.tsx";
import { useOutside } from "#ui/engine/framing.ts";
import { useInstalledWindow } from "#ui/engine/install.ts";
import { ScreenLink } from "#ui/frame/link.tsx";
import { useIsInBrowser } from "#ui/time/now.tsx";
import { hasOwnHost, isSameSite, type Item } from "./item.ts";

/**
 * Opens an app or a port. In a tab it is a link like any other; in the installed app, whose window a link to another host would leave, it
 * leads to the app view, unless the app is known not to run there.
 */
export function OpenLink({ item, className, children }: { item: Item; className: string; children: ReactNode }) {
  const isInstalled = useInstalledWindow();
  const { isOutside } = useOutside(useSession()?.user.id, item.label);
  const isAlive = useIsInBrowser();
  const connection = useConnection();
  const { say } = useToasts();
  const onClick = (event: MouseEvent) => {
    if (connection.state !== "offline") return;
    event.preventDefault();
    say(`Opening ${item.name} needs the network.`);
  };
  // An app under a path of the door stays in the window by itself. In another scheme it is another site, whatever its host.
  const isElsewhere = hasOwnHost(item);
  if (isInstalled && item.href.startsWith("//") && !isOutside && isSameSite(location.host, item.host)) {
    return (
      <ScreenLink href={`/open/${item.label}`} className={className} onClick={onClick}>
        {children}
      </ScreenLink>
    );
  }
  return (
    <a
      href={addressOf(item)}
      // Before the page is alive it does not know where it is; a tap then is looked after by the boot script.
      data-open={isElsewhere && !isAlive ? item.label : undefined}
      {...(isInstalled && isElsewhere && { target: "_blank", rel: "noopener" })}
      className={className}
      onClick={onClick}
    >
      {children}
    </a>
  );
}

/** Seen from the door: on the app's own host, by whatever scheme the door has, or under a path of the door. */
export function addressOf({ href, path }: Pick<Item, "href" | "path">): string {
  return `${href}${path.startsWith("/") ? path : `/${path}`}`;
}

/** What the link does, for who does not see the row around it: "Open port 5173, vite", "Open Grafana". */
export function sayOpen({ app, port }: Item): string {
  if (app) return `Open ${app.name}`;
  return `Open port ${port?.port ?? ""}${port?.process === undefined ? "" : `, ${port.process}`}`;
}
