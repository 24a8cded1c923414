import { cause, field, saved, write } from '../play/phone';
import { LAPTOP, WALL, expect, test } from '../play/workshop';

test('board AUTHOR-1, AUTHOR-2, SEAL-6: before the first cause a phone says what others will see of its author, and that is kept', async ({ workshop }) => {
  const agenda = [{ title: 'One', activities: ['collect', 'silent'].map((kind) => ({ id: kind, kind, title: '', minutes: 0 })) }];
  const board = await workshop.make({ agenda });
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  const anna = await workshop.join(board, 'Annamaria', 'IT');
  await field(anna, 'People').waitFor();
  await expect(anna.getByText('Others will see your name and your department beside your causes.')).toBeVisible();
  await workshop.command(board, { do: 'set_authors', shown: false });
  await expect(anna.getByText('Others will see your department beside your causes, not your name.')).toBeVisible();
  await workshop.command(board, { do: 'set_authors', shown: false, departments: false });
  await expect(anna.getByText('Others will see neither your name nor your department beside your causes, now or later.')).toBeVisible();
  await workshop.command(board, { do: 'start_activity', activity: 'silent' });
  for (const [named, said] of [
    ['all', 'never your name'],
    ['large', 'only if three or more people are from it'],
    ['none', 'neither your name nor your department'],
  ]) {
    await workshop.command(board, { do: 'set_sealed_departments', named });
    await expect(anna.getByText(said!, { exact: false })).toBeVisible();
  }
  await write(anna, 'People', 'Nobody is asked');
  // After the first it is said no more.
  await expect(anna.getByText('neither your name nor your department', { exact: false })).toHaveCount(0);
  await workshop.command(board, { do: 'reveal_notes' });
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  await expect(cause(anna, 'Nobody is asked').first()).toBeVisible();
  await write(anna, 'Methods', 'Said by nobody');
  await saved(anna);
  await workshop.command(board, { do: 'set_authors', shown: false });
  await write(anna, 'Methods', 'Five signatures');
  await saved(anna);
  // AUTHOR-2: what was said before the writing holds, whatever is chosen later.
  await workshop.command(board, { do: 'set_authors', shown: true });

  // Nowhere beside a cause is its author: on the wall, on the desk, in the board's answer, in any file.
  const wall = await workshop.open(board.links.projector, WALL);
  await expect(wall.getByText('Five signatures').first()).toBeAttached();
  await expect(wall.getByText('Annamaria')).toHaveCount(0);
  const desk = await workshop.open(board.links.facilitator, LAPTOP);
  await desk.getByRole('tab', { name: /Causes/ }).click();
  await expect(desk.locator('#panel').getByText('Five signatures').first()).toBeVisible();
  await expect(desk.locator('#panel').getByText('Annamaria')).toHaveCount(0);
  for (const format of ['json', 'md', 'csv', 'html', 'svg']) {
    const answer = await fetch(`${workshop.server.origin}/api/boards/${board.id}/export/${format}`, { headers: { authorization: `Bearer ${board.projector_token}` } });
    expect(answer.status, format).toBe(200);
    const text = await answer.text();
    expect(text, format).toContain('Five signatures');
    if (format === 'json') {
      const { notes } = JSON.parse(text) as { notes: { text: string; author?: unknown; department?: unknown }[] };
      const told = Object.fromEntries(notes.map((note) => [note.text, [note.author ?? null, note.department ?? null]]));
      expect(told).toEqual({ 'Five signatures': [null, 'it'], 'Nobody is asked': [null, null], 'Said by nobody': [null, null] });
    } else for (const line of text.split('\n').filter((one) => one.length < 4000 && /Five signatures|Nobody is asked|Said by nobody/.test(one))) expect(line, format).not.toContain('Annamaria');
  }
  expect(workshop.errors).toEqual([]);
});
