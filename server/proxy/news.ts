/** What this proxy hears, told to everything here that remembers a verdict or holds something open. */
import type { News } from "../session.ts";

type Headline = Parameters<News["announce"]>[0];

export type ProxyNews = Pick<News, "listen"> & { tell(headline: Headline): void };

export function createProxyNews(): ProxyNews {
  const listeners = new Set<(headline: Headline) => void>();
  return {
    listen(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    tell(headline) {
      for (const heard of [...listeners]) heard(headline);
    },
  };
}
