import type { ReactNode } from "react";

interface KeyRowProps {
  icon: ReactNode;
  name: string;
  badge?: ReactNode;
  /** Two facts each: what is under the name, how it is used, when and how it ends. */
  under: ReactNode;
  used: ReactNode;
  ends: ReactNode;
  end?: ReactNode;
}

/** A session or a token with all there is to say of it: lines on a phone, columns on a wide screen (controls.css). */
export function KeyRow({ icon, name, badge, under, used, ends, end }: KeyRowProps) {
  return (
    <li className="row-lazy">
      <div className="key-row">
        <span className="key-icon flex size-9 tight:hidden items-center justify-center rounded-control bg-[color-mix(in_oklab,transparent_92%,var(--muted))] text-muted [&_svg]:size-4.5">
          {icon}
        </span>
        <div className="flex flex-wrap items-center gap-x-2 font-medium [grid-area:name]">
          {name}
          {badge}
        </div>
        <div className="key-facts [grid-area:used]">{used}</div>
        <div className="key-facts [grid-area:ends]">{ends}</div>
        <div className="key-facts key-under [grid-area:under]">{under}</div>
        {end && <div className="-mr-2 flex justify-end tight:-ml-4 tight:justify-start [grid-area:end]">{end}</div>}
      </div>
    </li>
  );
}
