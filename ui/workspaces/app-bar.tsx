import ChevronLeft from "lucide-react/icons/chevron-left";
import ExternalLink from "lucide-react/icons/external-link";
import RotateCw from "lucide-react/icons/rotate-cw";
import Share2 from "lucide-react/icons/share-2";
import { IconButton } from "#ui/design/button.tsx";
import { writeClipboard } from "#ui/design/clipboard.ts";
import { useToasts } from "#ui/design/toast.tsx";
import { ScreenLink } from "#ui/frame/link.tsx";
import { ItemIcon } from "./app-icon.tsx";
import type { Item } from "./item.ts";

interface AppBarProps {
  name: string;
  item: Item | undefined;
  /** Null while its host is not known. */
  address: string | null;
  canReload: boolean;
  onReload: () => void;
}

/** What stays of the door around an app: the way back, what it is, and what a browser's own bar would give. */
export function AppBar({ name, item, address, canReload, onReload }: AppBarProps) {
  const { say } = useToasts();
  const share = async () => {
    const url = new URL(address ?? "", location.href).href;
    if (typeof navigator.share === "function") return navigator.share({ title: name, url }).catch(unlessCancelled);
    say((await writeClipboard(url)) ? "Link copied." : "Could not copy the link.");
  };
  return (
    <header className="app-bar">
      <ScreenLink href="/" replace aria-label="Back to Home" className="icon-button">
        <ChevronLeft className="size-6" />
      </ScreenLink>
      <div className="flex min-w-0 flex-1 items-center gap-2.5">
        {item && <ItemIcon item={item} small />}
        <h1 className="truncate text-15 font-semibold">{name}</h1>
      </div>
      {canReload && <IconButton label="Reload" icon={<RotateCw className="size-4.5" />} onClick={onReload} />}
      {address && (
        <>
          <a href={address} target="_blank" rel="noopener" aria-label="Open in browser" className="icon-button">
            <ExternalLink className="size-4.5" />
          </a>
          <IconButton label="Share" icon={<Share2 className="size-4.5" />} onClick={() => void share()} />
        </>
      )}
    </header>
  );
}

/** A person who closes the sheet of the system has changed their mind; that is no failure. */
function unlessCancelled(error: unknown): void {
  if (error instanceof Error && error.name !== "AbortError") throw error;
}
