/**
 * Runs inline at the top of every page of the door, before any bundle: it must catch what happens before there is a bundle, or when there
 * will be none. Plain JavaScript in a string, because it is not compiled; boot-script.test.ts runs it.
 */
import { triedKey } from "./why-ended.ts";

/** Where the script leaves Chromium's install prompt, which fires once and early; told by an event of the same name. */
export const installPromptSlot = "latchkeyInstallPrompt";
/** Time of the last reload after a missing chunk, in sessionStorage. */
export const chunkReloadKey = "latchkey-chunk-reload";
/** Where the script leaves what holds back a form that is sent too early. */
export const earlySubmitSlot = "latchkeyHeldSubmit";
/** Where the script leaves what holds a button that is pressed too early. */
export const earlyPressSlot = "latchkeyHeldPress";
/** Set on the root element once the page's own script runs. */
export const aliveMark = "alive";
/** A second reload within this time would not help either. */
export const chunkReloadAfterMs = 60_000;

const keepInstallPrompt = `
addEventListener("beforeinstallprompt",function(e){e.preventDefault();window.${installPromptSlot}=e;dispatchEvent(new Event("${installPromptSlot}"))});`;

/**
 * A page of a former build whose chunks are gone: loaded again it is of the build that is there. Once, never in a circle, and only when the
 * door answers: without a network a reload would turn half a page into none. A page that has not come to life yet waits for the door, for it is
 * half a page; what fails later, on a screen of its own, is for come-back.ts.
 */
const reloadOnMissingChunk = `
function lost(){try{var k="${chunkReloadKey}";if(lost.asks||Date.now()-Number(sessionStorage.getItem(k))<${chunkReloadAfterMs})return;
lost.asks=true;fetch("/healthz",{cache:"no-store"}).then(function(r){if(r.ok){sessionStorage.setItem(k,String(Date.now()));location.reload()}else wait()}).catch(wait)}catch(e){}}
function wait(){lost.asks=false;if(!document.documentElement.dataset.${aliveMark})setTimeout(lost,1000)}
addEventListener("error",function(e){var t=e.target;if(t&&/^(SCRIPT|LINK)$/.test(t.tagName)&&(t.tagName=="SCRIPT"||t.rel=="stylesheet")&&/\\/_next\\/static\\//.test(t.src||t.href))lost()},true);
addEventListener("unhandledrejection",function(e){if(e.reason&&e.reason.name=="ChunkLoadError")lost()});`;

/**
 * A browser that was killed right after a sign-in comes back with the address of the sign-in screen and without the cookie, but with a
 * device key. It goes on to where the person was going; the door's answer there resumes, or leads back here with the key forgotten.
 * The API has no page to resume on (an app's hand-over passes through it), so it is reached by way of /resume.
 * Nothing is painted until that is known, a few milliseconds.
 */
const leaveSignInWithDevice = `
if(location.pathname=="/sign-in")try{
var root=document.documentElement.style,show=function(){root.visibility=""},open=indexedDB.open("latchkey",1);
root.visibility="hidden";setTimeout(show,2000);
open.onupgradeneeded=function(){open.transaction.abort()};
open.onerror=show;
open.onsuccess=function(){try{
var get=open.result.transaction("kept").objectStore("kept").get("device");
get.onerror=show;
get.onsuccess=function(){open.result.close();var d=get.result,n=new URLSearchParams(location.search).get("next");
if(d&&d.origin==location.origin&&d.signedInAt>Number(sessionStorage.getItem("${triedKey}")))location.replace(n&&/^\\/(?![/\\\\])[^\\t\\n\\r]*$/.test(n)?/^\\/api\\//.test(n)?"/resume?next="+encodeURIComponent(n):n:"/");else show()}
}catch(e){show()}}
}catch(e){document.documentElement.style.visibility=""}`;

/**
 * Enter pressed, by a person or a password manager, before the script of the form is there: held back, or the browser would post the
 * form by itself. ui/door/door-frame.tsx takes it from here.
 */
const holdEarlySubmit = `
if(/^\\/(sign-in|setup)$/.test(location.pathname)){
var hold=function(e){e.preventDefault();hold.held=true};
window.${earlySubmitSlot}=hold;addEventListener("submit",hold,true)}`;

/**
 * A button pressed before anybody listens to it: the press is held, the last one of several, and early-press.ts does it once the page is
 * alive. It goes no further until then, or what comes to life in that very moment would hear it twice.
 */
const holdEarlyPress = `
var press=function(e){var t=e.target,b=t&&t.closest&&t.closest("button[type=button]");if(b){e.preventDefault();e.stopImmediatePropagation();press.held=b}};
window.${earlyPressSlot}=press;addEventListener("click",press,true);`;

/**
 * An app tapped in the installed app before the page is alive: the link is still that of a tab, and would leave the window. It says by
 * data-open which app view it stands for (ui/workspaces/open-link.tsx).
 */
const openInsideEarly = `
addEventListener("click",function(e){var t=e.target,a=t&&t.closest&&t.closest("a[data-open]");
if(!a||e.button||e.metaKey||e.ctrlKey||e.shiftKey||e.altKey||(matchMedia("(display-mode:browser)").matches&&!navigator.standalone))return;
e.preventDefault();location.assign("/open/"+a.getAttribute("data-open"))},true);`;

/** For the root layout: `<script nonce=…>`, first in the body or in the head. */
export const bootScript =
  `(function(){${keepInstallPrompt}${reloadOnMissingChunk}${holdEarlySubmit}${holdEarlyPress}${openInsideEarly}${leaveSignInWithDevice}})();`.replaceAll(
    "\n",
    "",
  );
