import { expect, it } from 'vitest';
import { summary } from './file';

it('tells what a JSON export holds', () => {
  const file = {
    format: 'herringbone-board',
    version: 1,
    title: '',
    effect: 'Waiting',
    notes: [1, 2],
    projects: [1],
    facts: [],
    generated_at: 5,
  };
  expect(summary(JSON.stringify(file))).toEqual({ title: 'Waiting', diagram: false, causes: 2, projects: 1, facts: 0, at: 5 });
});

it('knows a Mermaid fishbone by its first word', () => {
  expect(summary('\n%% drawn\nishikawa-beta\n  Blurry photo\n    Camera\n')).toMatchObject({ title: 'Blurry photo', diagram: true });
});

it.each(['', '{', '{}', '[]', '{"format":"other"}', 'flowchart TD', 'ishikawas', 'null'])('takes %j for no board', (text) => {
  expect(summary(text)).toBeNull();
});
