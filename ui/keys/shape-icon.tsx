import Laptop from "lucide-react/icons/laptop";
import Smartphone from "lucide-react/icons/smartphone";
import SquareTerminal from "lucide-react/icons/square-terminal";
import Tablet from "lucide-react/icons/tablet";
import { guessShape } from "./say-key.ts";

const shapes = { phone: Smartphone, tablet: Tablet, computer: Laptop, program: SquareTerminal };

/** What kind of thing a session lives on. */
export function ShapeIcon({ userAgent }: { userAgent: string }) {
  const Icon = shapes[guessShape(userAgent)];
  return <Icon />;
}
