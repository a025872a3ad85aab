import { expect, test, vi } from "vitest";
import { listenToTabs, tellTabs, type TabNews } from "./tabs.ts";

test("a tab hears the others and never itself", async () => {
  const heard: TabNews[] = [];
  const stop = listenToTabs((news) => heard.push(news));
  tellTabs({ type: "signed-in", userId: "me" });
  const other = new BroadcastChannel("latchkey-tab-news");
  other.postMessage({ news: { type: "signed-out" }, from: "another page" });
  await vi.waitFor(() => expect(heard).toEqual([{ type: "signed-out" }]));
  other.close();
  stop();
});
