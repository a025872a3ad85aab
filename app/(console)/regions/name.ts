/** As the door keeps a proxy's name. */
export function tidyName(given: string): string {
  return given.trim().replace(/\s+/g, " ");
}

export const whichName = "Give it a name, such as Sydney.";
