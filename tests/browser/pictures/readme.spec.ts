import { Writer } from '../play/writers';
import { expect, test } from '../play/workshop';
import story from '../../fixtures/cx-workshop.json' with { type: 'json' };

const picture = new URL('../../../.github/board.png', import.meta.url).pathname;

/** The picture in the README: `npx playwright test --project=gallery readme`. */
test('the wall with the workshop of the tests', async ({ workshop }) => {
  const agenda = [{ title: 'Spotkanie 1', activities: [{ id: 'collect', kind: 'collect', title: 'Zbieramy przyczyny', minutes: 30 }] }];
  const board = await workshop.make({ language: 'pl', title: story.title, effect: story.effect, agenda });
  const wall = await workshop.open(board.links.projector, { viewport: { width: 1600, height: 900 } });
  await workshop.command(board, { do: 'start_activity', activity: 'collect' });
  const people = new Map<string, Writer>();
  for (const { name, department } of story.people) {
    const { token } = await workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name, department });
    const writer = new Writer(workshop.server.origin, board.id, token);
    await writer.ready();
    people.set(name, writer);
  }
  const ids = new Map<string, string>();
  for (const [index, note] of story.notes.entries()) {
    const { branch, text, parent } = note as typeof note & { parent?: string };
    const writer = people.get(note.author)!;
    const above = parent === undefined ? undefined : ids.get(parent);
    if (above) await writer.knows([above]);
    ids.set(note.key, writer.add({ branch, text, order: `a${String(index).padStart(3, '0')}V`, parent: above }));
  }
  await expect(wall.locator('[data-note]')).toHaveCount(story.notes.length);
  // The newest causes have stood in their line for long enough.
  await expect(wall.locator('.newest')).toHaveCount(0, { timeout: 60_000 });
  await wall.waitForTimeout(1500);
  await wall.screenshot({ path: picture });
  for (const writer of people.values()) writer.leave();
});
