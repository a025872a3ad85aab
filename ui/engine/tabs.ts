/** What the tabs of one browser tell each other. A tab never hears itself: a channel leaves out its own messages only, not its page's. */
export type TabNews = { type: "signed-out" } | { type: "signed-in"; userId: string };

/** Also the mark of the last news for pages that slept through them (back-forward cache): see hasSleptThrough. */
const key = "latchkey-tab-news";
const thisPage = Math.random().toString(36).slice(2);

export function tellTabs(news: TabNews): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...news, at: Date.now() }));
  } catch {
    // Storage is switched off: the channel below is enough for open tabs.
  }
  if (!hasChannel()) return;
  const channel = new BroadcastChannel(key);
  channel.postMessage({ news, from: thisPage } satisfies Told);
  channel.close();
}

/** Listens until the returned function is called. */
export function listenToTabs(hear: (news: TabNews) => void): () => void {
  if (!hasChannel()) {
    const onStorage = ({ key: changed, newValue }: StorageEvent) => {
      if (changed === key && newValue) hear(JSON.parse(newValue) as TabNews);
    };
    addEventListener("storage", onStorage);
    return () => removeEventListener("storage", onStorage);
  }
  const channel = new BroadcastChannel(key);
  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data.from !== thisPage) hear(data.news);
  };
  return () => channel.close();
}

/** Whether somebody signed in or out in this browser after `since` (ms since the epoch). */
export function hasSleptThrough(since: number): boolean {
  try {
    const { at } = JSON.parse(localStorage.getItem(key) ?? "{}") as { at?: number };
    return at !== undefined && at > since;
  } catch {
    return false;
  }
}

interface Told {
  news: TabNews;
  from: string;
}

function hasChannel(): boolean {
  return typeof BroadcastChannel === "function";
}
