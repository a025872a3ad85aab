import AppWindow from "lucide-react/icons/app-window";
import CloudOff from "lucide-react/icons/cloud-off";
import ExternalLink from "lucide-react/icons/external-link";
import SearchX from "lucide-react/icons/search-x";
import type { ReactNode } from "react";
import { Button } from "#ui/design/button.tsx";
import { ScreenLink } from "#ui/frame/link.tsx";

/** An app that takes the window for itself: it is opened in the browser, where the window is its own. */
export function DoesNotRunInside({ name, address, onTry }: { name: string; address: string; onTry: () => void }) {
  return (
    <State icon={<AppWindow />} title="This app does not run inside another page">
      <p>{name} left this window when it was opened here, so from this device it opens in the browser.</p>
      <div className="mt-6 grid gap-2.5">
        <OpenInBrowser address={address} />
        <Button onClick={onTry}>Try it here again</Button>
      </div>
    </State>
  );
}

/** A wildcard under another domain than the door's: the browser keeps the app's cookies from a frame. */
export function OtherSite({ name, address }: { name: string; address: string }) {
  return (
    <State icon={<AppWindow />} title="This app opens in the browser">
      <p>{name} has its address under another domain than this door, and a browser signs nobody in inside of a frame from there.</p>
      <div className="mt-6 grid">
        <OpenInBrowser address={address} />
      </div>
    </State>
  );
}

export function NeedsNetwork({ name, onTry }: { name: string; onTry: () => void }) {
  return (
    <State icon={<CloudOff />} title="This needs the network">
      <p>{name} runs on its own machine, which cannot be reached while you are offline. It opens by itself when the connection is back.</p>
      <div className="mt-6 grid">
        <Button onClick={onTry}>Try again</Button>
      </div>
    </State>
  );
}

export function NotHere() {
  return (
    <State icon={<SearchX />} title="There is no such app">
      <p>It was removed, or it is not shared with you any more.</p>
      <div className="mt-6 grid">
        <ScreenLink href="/" className="button button-plain text-text">
          Back to Home
        </ScreenLink>
      </div>
    </State>
  );
}

function OpenInBrowser({ address }: { address: string }) {
  return (
    <a href={address} target="_blank" rel="noopener" className="button button-primary">
      <ExternalLink className="size-4" />
      Open in browser
    </a>
  );
}

function State({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className="absolute inset-0 grid place-content-center justify-items-center overflow-y-auto p-6 text-center">
      <span className="text-muted [&_svg]:size-8 [&_svg]:stroke-[1.5]">{icon}</span>
      <h2 className="mt-4 max-w-[24ch] text-22 font-semibold tracking-tight text-balance">{title}</h2>
      <div className="mt-2 max-w-[44ch] text-muted">{children}</div>
    </div>
  );
}
