import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Wheel } from "./wheel.tsx";

export type ButtonKind = "primary" | "plain" | "quiet" | "danger" | "danger-primary";

interface ButtonLook {
  /** `primary` means "act here": at most one on a screen. */
  kind?: ButtonKind;
  wide?: boolean;
}

export interface ButtonProps extends ButtonLook, Omit<ComponentProps<"button">, "className"> {
  /** At work: keeps its place, its words and the focus, and takes no second press. A wheel shows after 400 ms. */
  pending?: boolean;
  icon?: ReactNode;
  className?: string;
}

export function Button({
  kind = "plain",
  wide,
  pending = false,
  icon,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={(event) => (pending ? event.preventDefault() : onClick?.(event))}
      className={classNames(buttonLook({ kind, wide }), className)}
    >
      {pending ? <Wheel className="late size-4" /> : icon}
      {children}
    </button>
  );
}

/** The look alone, for a link that stands where a button would. */
export function buttonLook({ kind = "plain", wide }: ButtonLook): string {
  return classNames(
    "inline-flex min-h-11 items-center justify-center gap-2 rounded-control px-4 py-2 text-15 font-medium select-none desk:pointer-fine:min-h-9 desk:pointer-fine:px-3.5 desk:pointer-fine:py-1",
    "transition-[background-color,border-color,transform] active:scale-[0.985] disabled:opacity-50 disabled:active:scale-100 motion-reduce:active:scale-100 [&_svg]:shrink-0",
    wide && "w-full",
    looks[kind],
  );
}

const looks: Record<ButtonKind, string> = {
  primary: "bg-accent text-on-accent hover:bg-[color-mix(in_oklch,var(--accent)_92%,var(--text))]",
  plain: "border border-edge/60 bg-raised text-text hover:border-edge hover:bg-[color-mix(in_oklch,var(--raised)_94%,var(--text))]",
  quiet: "text-text hover:bg-[color-mix(in_oklch,transparent_92%,var(--text))]",
  danger: "border border-edge/60 bg-raised text-bad hover:border-bad/70 hover:bg-[color-mix(in_oklch,var(--raised)_94%,var(--bad))]",
  "danger-primary": "bg-bad text-on-accent hover:bg-[color-mix(in_oklch,var(--bad)_92%,var(--text))]",
};

interface IconButtonProps extends Omit<ComponentProps<"button">, "className" | "aria-label" | "children"> {
  /** What it does; shown to nobody who sees the icon, so the icon must be plain. */
  label: string;
  icon: ReactNode;
  className?: string;
}

/** 44 px for a thumb, 36 px for a mouse. */
export function IconButton({ label, icon, className, type = "button", ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      className={classNames(
        "inline-flex size-11 shrink-0 items-center justify-center rounded-control text-muted transition-colors hover:bg-[color-mix(in_oklch,transparent_92%,var(--text))] hover:text-text desk:pointer-fine:size-9",
        className,
      )}
    >
      {icon}
    </button>
  );
}
