import { classNames } from "#ui/design/class-names.ts";

/** A door in small, in the colours of a theme; `system` shows both halves. The colours are the tokens': only color-scheme differs. */
export function ThemePicture({ theme }: { theme: "system" | "light" | "dark" }) {
  return (
    <span
      aria-hidden="true"
      className="relative block aspect-[4/5] tight:aspect-[16/7] overflow-clip rounded-control border border-line desk:aspect-[4/3]"
    >
      {theme !== "dark" && <Door scheme="light" />}
      {theme !== "light" && <Door scheme="dark" isHalf={theme === "system"} />}
    </span>
  );
}

function Door({ scheme, isHalf = false }: { scheme: "light" | "dark"; isHalf?: boolean }) {
  return (
    <span
      className={classNames(
        "absolute inset-0 block bg-bg p-[12%]",
        scheme === "dark" ? "scheme-dark" : "scheme-light",
        isHalf && "[clip-path:polygon(100%_0,100%_100%,0_100%)]",
      )}
    >
      <span className="block h-[10%] w-2/5 rounded-full bg-text" />
      <span className="mt-[14%] block h-[22%] rounded-[4px] border border-line bg-surface" />
      <span className="mt-[8%] block h-[22%] rounded-[4px] border border-line bg-surface" />
      <span className="absolute right-[12%] bottom-[10%] block h-[9%] w-1/4 rounded-full bg-accent" />
    </span>
  );
}
