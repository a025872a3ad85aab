/** What pages and the service worker of one door tell each other. */
export type WorkerMessage =
  /** Answered with WorkerAnswer on the port that comes with it. */
  | { type: "version" }
  /** Said by a person's "Reload", or by a page that is already of the new build: stop waiting. */
  | { type: "take-over" }
  /** Somebody signed out: drop whatever is not part of a build. */
  | { type: "wipe" };

export interface WorkerAnswer {
  buildId: string;
}
