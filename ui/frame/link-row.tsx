import ChevronRight from "lucide-react/icons/chevron-right";
import type { ReactNode } from "react";
import { Row } from "#ui/design/list.tsx";
import { ScreenLink } from "./link.tsx";

interface LinkRowProps {
  href: string;
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
}

/** A row of a list that leads to another screen. */
export function LinkRow({ href, icon, title, children }: LinkRowProps) {
  return (
    <li>
      <ScreenLink
        href={href}
        className="block -outline-offset-2 transition-colors hover:bg-[color-mix(in_oklab,transparent_96%,var(--text))]"
      >
        <Row icon={icon} title={title} end={<ChevronRight className="size-4.5 text-muted" />}>
          {children}
        </Row>
      </ScreenLink>
    </li>
  );
}
