/**
 * Tells whether a sign-in page was ever on the screen, even for one frame. A script in every document, from before its first byte is
 * parsed, looks at each animation frame and each change of the DOM and reports what a person would see at that moment.
 */
import type { BrowserContext } from "@playwright/test";

export interface Sight {
  /** Path of the document that showed it. */
  path: string;
  /** Text of the visible level-one headings. */
  headings: string[];
  /** True while a password field is visible. */
  password: boolean;
}

export interface PaintRecorder {
  /** Everything seen, one entry per change, in order. */
  readonly sights: Sight[];
  /** Paths of all main-frame navigations that were asked for, whether or not they were painted. */
  readonly navigations: string[];
  /** Paths of requests that tried to resume the session. */
  readonly resumes: string[];
  /** What of it was a sign-in page: a path, a heading or a visible password field. */
  signInSights(): (Sight | string)[];
}

/** Records everything that the context shows from now on. Call it before its pages navigate. */
export async function recordPaints(context: BrowserContext): Promise<PaintRecorder> {
  const sights: Sight[] = [];
  const navigations: string[] = [];
  const resumes: string[] = [];
  context.on("request", (request) => {
    const path = new URL(request.url()).pathname;
    if (request.isNavigationRequest()) navigations.push(path);
    if (path === "/api/v1/session/resume") resumes.push(path);
  });
  await context.exposeBinding("latchkeyTestSaw", (_source, sight: Sight) => void sights.push(sight));
  await context.addInitScript(watchFrames);
  return {
    sights,
    navigations,
    resumes,
    signInSights: () => [...sights.filter(isSignInSight), ...navigations.filter(isSignInPath)],
  };
}

/** The account screen asks for passwords too, of a person who is signed in. */
function isSignInSight({ path, headings, password }: Sight): boolean {
  return isSignInPath(path) || (password && path !== "/account") || headings.some((text) => /sign.?in/i.test(text));
}

function isSignInPath(path: string): boolean {
  return path.startsWith("/sign-in");
}

/** Runs inside the page. */
function watchFrames(): void {
  const isVisible = (element: Element) =>
    element.getClientRects().length > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  let last = "";
  const look = () => {
    const headings = [...document.querySelectorAll("h1")].filter(isVisible).map((heading) => heading.textContent ?? "");
    const password = [...document.querySelectorAll("input[type=password]")].some(isVisible);
    const sight = { path: location.pathname, headings, password };
    const text = JSON.stringify(sight);
    if (text === last) return;
    last = text;
    (globalThis as unknown as { latchkeyTestSaw?: (sight: Sight) => void }).latchkeyTestSaw?.(sight);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
  const eachFrame = () => {
    look();
    requestAnimationFrame(eachFrame);
  };
  requestAnimationFrame(eachFrame);
}
