/**
 * Takes what was chosen in a control and puts the control back to what holds: it shows the state, and follows it once the
 * server has accepted the choice. Otherwise a choice that is refused, or lost on the way, would go on standing there.
 */
export function asBefore(control: { value: string }, holds: string): string {
  const chosen = control.value;
  control.value = holds;
  return chosen;
}
