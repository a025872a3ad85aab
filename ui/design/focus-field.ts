/** Puts the focus where the answer says the fault is. Does nothing for a field that is not in the form. */
export function focusField(fields: HTMLFormControlsCollection, name: string | undefined): void {
  const field = name === undefined ? null : fields.namedItem(name);
  if (field instanceof HTMLElement) field.focus();
}
