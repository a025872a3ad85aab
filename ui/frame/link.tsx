import { createContext, use, useMemo, type ComponentProps, type ComponentType, type ReactNode } from "react";

/** `replace`: the way back does not lead to the screen that is left. */
export type LinkProps = Omit<ComponentProps<"a">, "href"> & { href: string; replace?: boolean };

/** Goes to another screen of the door, after something was done. */
export type Go = (href: string, how?: { replace?: boolean }) => void;

const Context = createContext<{ component: ComponentType<LinkProps>; go: Go }>({
  component: ({ replace: _replace, ...props }) => <a {...props} />,
  go: (href) => location.assign(href),
});

/** Screens are shown by the server's routes and by the offline shell; each brings its own way of going to another one. */
export function LinkProvider({ component, go, children }: { component: ComponentType<LinkProps>; go: Go; children: ReactNode }) {
  return <Context value={useMemo(() => ({ component, go }), [component, go])}>{children}</Context>;
}

/** A link to another screen of the door. */
export function ScreenLink(props: LinkProps) {
  const { component: Link } = use(Context);
  return <Link {...props} />;
}

export function useGo(): Go {
  return use(Context).go;
}
