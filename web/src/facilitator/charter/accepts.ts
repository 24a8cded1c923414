/** Who accepts the projects of a team, from whom it reports to (CHARTER-2). */
import type { DepartmentId } from '../../board/model';

/** Of two directors one leads the team; the other has to accept what it does. */
const PAIR = ['marketing', 'customer-service'] as const;

/** The department that accepts projects of a team that reports to this one; none where no rule says so. */
export function accepts(reportsTo: DepartmentId | null, departments: readonly { id: DepartmentId }[]): DepartmentId | null {
  const at = PAIR.findIndex((id) => id === reportsTo);
  const other = at < 0 ? null : PAIR[1 - at]!;
  return departments.some(({ id }) => id === other) ? other : null;
}
