import { createContext, use, type ComponentProps, type ComponentType, type ReactNode } from "react";

/** `replace`: the way back does not lead to the screen that is left. */
export type LinkProps = Omit<ComponentProps<"a">, "href"> & { href: string; replace?: boolean };

const Context = createContext<ComponentType<LinkProps>>(({ replace: _replace, ...props }) => <a {...props} />);

/** Screens are shown by the server's routes and by the offline shell; each brings its own way of going to another one. */
export function LinkProvider({ component, children }: { component: ComponentType<LinkProps>; children: ReactNode }) {
  return <Context value={component}>{children}</Context>;
}

/** A link to another screen of the door. */
export function ScreenLink(props: LinkProps) {
  const Link = use(Context);
  return <Link {...props} />;
}
