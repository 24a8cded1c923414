/** All that is said of a project, as pairs of a label and its lines. What is not said is left out. */
import type { Words } from '../i18n/index.svelte';
import type { department } from '../i18n/messages/department';
import type { projects } from '../i18n/messages/projects';
import { dayOf } from './days';
import type { DepartmentProject, Page } from './watch.svelte';

export type Fact = [label: string, lines: string[]];

export function factsOf(
  page: Page,
  one: DepartmentProject,
  t: Words<typeof department>,
  p: Words<typeof projects>,
  language: string,
): Fact[] {
  const { project } = one;
  const value = (key: string): unknown => (project as Record<string, unknown>)[key];
  const text = (key: string): string => String(value(key) ?? '').trim();
  const list = (key: string): string[] => (Array.isArray(value(key)) ? (value(key) as string[]) : []);
  const named = (id: string): string => page.departments[id] ?? id;
  const number = (n: number): string => new Intl.NumberFormat(language).format(n);
  const day = (key: string): string => (text(key) ? dayOf(text(key), language) : '');
  const horizon = text('horizon');
  const approvals = (project.approvals ?? []).map(({ department, decision, comment }) => {
    const said = decision === 'accept' || decision === 'decline' ? t[decision] : t.waiting;
    return `${named(department)}: ${said}${comment ? ` (${comment})` : ''}`;
  });
  const fact = page.facts.find(({ id }) => id === text('fact'));
  const values = Object.keys(fact?.values ?? {})
    .sort()
    .map((at) => fact?.values?.[at] ?? 0);
  const [first] = values;
  const newest = values.at(-1);
  const measured = [
    first === undefined || newest === undefined ? '' : t.measured_now({ first: number(first), newest: number(newest) }),
    typeof fact?.target === 'number' ? t.target(number(fact.target)) : '',
  ].filter(Boolean);
  const amount = typeof project.amount === 'number' ? `${number(project.amount)} ${text('currency')}`.trim() : '';
  const facts: Fact[] = [
    [p.horizon, [horizon === 'this-year' || horizon === 'next-years' || horizon === '3-5-years' ? p[`horizon_${horizon}`] : '']],
    [t.person, [text('person')]],
    [p.sponsor, [text('sponsor')]],
    [t.start, [day('start')]],
    [t.due, [day('due')]],
    [t.answers, one.answers],
    [p.affects, [text('affects')]],
    [p.value, [text('value')]],
    [p.helps, [text('helps')]],
    [p.strategy, [text('strategy')]],
    [t.amount, [amount]],
    [p.budget, [text('budget')]],
    [p.duration, [text('duration')]],
    [p.measure, [text('measure')]],
    [t.measured(fact?.label ?? ''), fact ? [[measured.join(', '), fact.unit].filter(Boolean).join(' · ')] : []],
    [p.competences, list('competences')],
    [p.tools, list('tools')],
    [p.methods, list('methods')],
    [t.affects_departments, list('affects_departments').map(named)],
    [t.approvals, approvals],
  ];
  return facts.map(([label, lines]): Fact => [label, lines.filter((line) => line.trim())]).filter(([, lines]) => lines.length > 0);
}
