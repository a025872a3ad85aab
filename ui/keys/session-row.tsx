import Laptop from "lucide-react/icons/laptop";
import Smartphone from "lucide-react/icons/smartphone";
import SquareTerminal from "lucide-react/icons/square-terminal";
import Tablet from "lucide-react/icons/tablet";
import type { ReactNode } from "react";
import type { KeyView } from "#protocol/api.ts";
import { Badge } from "#ui/design/badge.tsx";
import { Row } from "#ui/design/list.tsx";
import { RelativeTime } from "#ui/time/relative-time.tsx";
import { guessShape, sayBrowser, sayKeptBy } from "./say-key.ts";

const shapes = { phone: Smartphone, tablet: Tablet, computer: Laptop, program: SquareTerminal };

/** One device that is signed in. `detailed` tells all there is: how it is kept, from where, until when. */
export function SessionRow({ session, detailed = false, end }: { session: KeyView; detailed?: boolean; end?: ReactNode }) {
  const Icon = shapes[guessShape(session.userAgent)];
  const browser = sayBrowser(session.userAgent);
  return (
    <li className="row-lazy">
      <Row
        icon={<Icon />}
        title={session.name}
        badge={session.current && <Badge tone="good">This one</Badge>}
        end={end}
        className={detailed ? "items-start! py-3.5" : undefined}
      >
        {session.current ? (
          "In use now"
        ) : (
          <>
            Used <RelativeTime at={session.lastUsedAt} />
          </>
        )}
        {detailed ? (
          <>
            <Dot />
            ends <RelativeTime at={session.expiresAt} /> if unused
            <div className="mt-0.5">
              {[sayKeptBy(session), browser, session.ip].filter(Boolean).map((fact, index) => (
                <span key={fact}>
                  {index > 0 && <Dot />}
                  {fact}
                </span>
              ))}
              <Dot />
              signed in <RelativeTime at={session.createdAt} />
            </div>
          </>
        ) : (
          <>
            <Dot />
            {sayKeptBy(session).toLowerCase()}
          </>
        )}
      </Row>
    </li>
  );
}

function Dot() {
  return (
    <span aria-hidden="true" className="mx-1.5 opacity-60">
      ·
    </span>
  );
}
