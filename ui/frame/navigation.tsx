import CircleUser from "lucide-react/icons/circle-user";
import History from "lucide-react/icons/history";
import House from "lucide-react/icons/house";
import SquareTerminal from "lucide-react/icons/square-terminal";
import { Mark } from "#ui/design/mark.tsx";
import { classNames } from "#ui/design/class-names.ts";
import { ScreenLink } from "./link.tsx";

const places = [
  { href: "/", label: "Home", Icon: House, within: ["/"] },
  { href: "/terminals", label: "Terminals", Icon: SquareTerminal, within: ["/terminals"] },
  { href: "/activity", label: "Activity", Icon: History, within: ["/activity"] },
  {
    href: "/you",
    label: "You",
    Icon: CircleUser,
    within: ["/you", "/account", "/devices", "/tokens", "/regions", "/appearance", "/doctor"],
  },
] as const;

/** The same places at the thumb on a phone and at the left edge of a desktop: one list, placed by CSS. `path` null: not known yet. */
export function Navigation({ path }: { path: string | null }) {
  return (
    <nav
      aria-label="Main"
      className={classNames(
        "tab-bar fixed inset-x-0 bottom-0 z-30 border-t border-line bg-bg pr-(--safe-right) pb-(--safe-bottom) pl-(--safe-left)",
        "desk:inset-x-auto desk:inset-y-0 desk:left-0 desk:w-[calc(5.5rem+var(--safe-left))] desk:border-t-0 desk:border-r desk:bg-surface desk:pt-[calc(var(--titlebar)+1.25rem)] desk:pb-4",
      )}
    >
      <Mark className="mx-auto mb-5 hidden size-7 text-accent desk:block" />
      <ul role="list" className="mx-auto flex h-(--tabs) max-w-[30rem] desk:h-auto desk:flex-col desk:gap-1.5 desk:px-2">
        {places.map(({ href, label, Icon, within }) => {
          // Of a machine's activity too.
          const place = path?.replace(/^(\/activity)\/.*/, "$1") ?? null;
          const isHere = place !== null && (within as readonly string[]).includes(place);
          return (
            <li key={href} className="flex-1 desk:flex-none">
              <ScreenLink
                href={href}
                aria-current={isHere ? (path === href ? "page" : "true") : undefined}
                className="group flex h-full flex-col items-center justify-center gap-0.5 rounded-control text-13 font-medium text-muted -outline-offset-4 transition-colors hover:text-text aria-[current]:text-text desk:py-2"
              >
                <span className="flex h-7 w-14 items-center justify-center rounded-full transition-colors group-aria-[current]:bg-[color-mix(in_oklab,transparent_88%,var(--text))]">
                  <Icon className="size-5" strokeWidth={isHere ? 2.25 : 1.75} />
                </span>
                {label}
              </ScreenLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
