import type { ComponentProps, ReactNode } from "react";

interface ChoiceProps extends Omit<ComponentProps<"input">, "className" | "type" | "children"> {
  kind: "checkbox" | "radio";
  children: ReactNode;
}

/** The platform's own checkbox or radio with its words; the whole line is the target. */
export function Choice({ kind, children, ...input }: ChoiceProps) {
  return (
    <label className="flex min-h-11 items-center gap-3 text-15 desk:pointer-fine:min-h-9">
      <input {...input} type={kind} className="size-4.5 shrink-0 accent-accent" />
      <span>{children}</span>
    </label>
  );
}
