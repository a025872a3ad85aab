/**
 * The asynchronous context (AsyncLocalStorage) is what pages and the API are made with, and nothing else here is. Before Node 24 it costs every
 * callback and every promise of the process something from its first use on, whoever uses it: a proxied request took half as long again. So it
 * is put away while nobody makes a page; whoever runs in one next takes it out again by that. From Node 24 on it costs next to nothing, and stays.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What is done right after an answer may still want its context. ms */
const restAfterMs = 250;
const costsNothing = Number(process.versions.node.split(".")[0]) >= 24;

export interface ContextRest {
  /** `answer`, whose contexts are put away when nothing is being answered with it any more. */
  after(answer: Answer): Answer;
}

/** To be opened before anything runs in a context: there is no list of them, so each is noted when somebody does. */
export function openContextRest(): ContextRest {
  if (costsNothing) return { after: (answer) => answer };
  const used = noteUse();
  let atWork = 0;
  let resting: NodeJS.Timeout | undefined;
  const rest = () => {
    for (const storage of used) storage.disable();
    used.clear();
  };
  const end = () => {
    atWork -= 1;
    if (atWork === 0) resting = setTimeout(rest, restAfterMs).unref();
  };
  return {
    after: (answer) => async (request, response) => {
      clearTimeout(resting);
      atWork += 1;
      const closed = new Promise<void>((resolve) => (response.closed ? resolve() : response.once("close", resolve)));
      try {
        await answer(request, response);
      } finally {
        void closed.then(end);
      }
    },
  };
}

/** Gives those that are run in from now on: ours, Next's and React's. */
function noteUse(): Set<AsyncLocalStorage<unknown>> {
  const used = new Set<AsyncLocalStorage<unknown>>();
  const { run } = AsyncLocalStorage.prototype;
  AsyncLocalStorage.prototype.run = function (this: AsyncLocalStorage<unknown>, ...given: Parameters<typeof run>) {
    used.add(this);
    return run.apply(this, given);
  } as typeof run;
  return used;
}
