import { useEffect, useState } from "react";
import { keepPlaces, type Placed } from "./keep-places.ts";

/** Keeps the places of a list while it is read. A new look begins with a return to the page, and whenever `look` changes. */
export function usePlaces<T extends { key: string }>(items: readonly T[], look: string | number): readonly Placed<T>[] {
  const visit = useVisits();
  const reading = `${look} ${visit}`;
  const [kept, setKept] = useState(() => ({ reading, items, places: keepPlaces(null, items) }));
  if (kept.reading === reading && kept.items === items) return kept.places;
  const places = keepPlaces(kept.reading === reading ? kept.places : null, items);
  setKept({ reading, items, places });
  return places;
}

/** How often the page came back into sight. */
function useVisits(): number {
  const [visits, setVisits] = useState(0);
  useEffect(() => {
    const onChange = () => document.visibilityState === "visible" && setVisits((before) => before + 1);
    document.addEventListener("visibilitychange", onChange);
    return () => document.removeEventListener("visibilitychange", onChange);
  }, []);
  return visits;
}
