import { chunkReloadAfterMs, chunkReloadKey } from "./boot-script.ts";

const askEveryMs = 1_000;

/** Whether a part of the page could not be loaded: the door went away in the middle, or is of another build by now. */
export function isLoadFailure({ name, message }: Error): boolean {
  // The second is React's word for a document that was cut in the middle.
  return name === "ChunkLoadError" || message === "Connection closed.";
}

/**
 * Loads the page again once the door answers. For a screen that is not there, so there is nothing on it to lose; no more than once a minute, for a
 * door that has the page without its parts. Returns what ends the waiting.
 */
export function reloadWhenDoorAnswers(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const ask = async () => {
    const mayReload = Date.now() - lastReload() >= chunkReloadAfterMs;
    const answers = mayReload && (await doorAnswers());
    if (isOver) return;
    if (!answers) return void (timer = setTimeout(() => void ask(), askEveryMs));
    // The boot script may have asked as well, and is on its way.
    if (Date.now() - lastReload() < chunkReloadAfterMs) return;
    noteReload();
    location.reload();
  };
  void ask();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** Whether there is a door now. */
export function doorAnswers(): Promise<boolean> {
  return fetch("/healthz", { cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function lastReload(): number {
  try {
    return Number(sessionStorage.getItem(chunkReloadKey));
  } catch {
    return 0; // a browser that keeps nothing
  }
}

function noteReload(): void {
  try {
    sessionStorage.setItem(chunkReloadKey, String(Date.now()));
  } catch {
    // as above
  }
}
