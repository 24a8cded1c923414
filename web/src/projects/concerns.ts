import type { ProjectView } from '../board/model';

/** Does it concern this department: as its owner, or as one that has to accept it? */
export function concerns(project: ProjectView, department: string): boolean {
  return department !== '' && (project.owner === department || project.approvers.includes(department));
}
