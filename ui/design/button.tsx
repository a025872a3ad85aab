import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Wheel } from "./wheel.tsx";

/** `primary` means "act here": at most one on a screen. The looks are in controls.css. */
export type ButtonKind = "primary" | "plain" | "danger" | "danger-quiet" | "danger-primary";

export interface ButtonProps extends ComponentProps<"button"> {
  kind?: ButtonKind;
  /** At work: keeps its place, its words and the focus, and takes no second press. A wheel shows after 400 ms. */
  pending?: boolean;
  icon?: ReactNode;
}

export function Button({ kind = "plain", pending = false, icon, className, children, onClick, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={(event) => (pending ? event.preventDefault() : onClick?.(event))}
      className={classNames(`button button-${kind}`, className)}
    >
      {pending ? <Wheel className="late size-4" /> : icon}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label" | "children"> {
  /** What it does; shown to nobody who sees the icon, so the icon must be plain. */
  label: string;
  icon: ReactNode;
}

/** 44 px for a thumb, 36 px for a mouse. */
export function IconButton({ label, icon, className, type = "button", ...rest }: IconButtonProps) {
  return (
    <button {...rest} type={type} aria-label={label} className={classNames("icon-button", className)}>
      {icon}
    </button>
  );
}
