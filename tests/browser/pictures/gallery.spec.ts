import { mkdirSync } from 'node:fs';
import { LAPTOP, PHONE, WALL, expect, test } from '../play/workshop';

const folder = new URL('../gallery/', import.meta.url).pathname;
const words = [
  'Niedoprecyzowana odpowiedzialność za międzywydziałowe uzgodnienia',
  'Konstantynopolitańczykowianeczka nie odpowiada na zgłoszenia reklamacyjne przed wprowadzeniem oferty',
  'Brak szkoleń',
  'Pracownicy najpierw dowiadują się o promocji od klientów, a dopiero potem z wewnętrznych komunikatów',
  'Dwie bazy klientów',
];

for (const count of [5, 40, 200]) {
  test(`every screen with ${count} causes`, async ({ workshop }) => {
    mkdirSync(folder, { recursive: true });
    const agenda = [{ title: 'Spotkanie', activities: ['silent', 'collect', 'vote'].map((kind) => ({ id: kind, kind, title: '', minutes: 10 })) }];
    const board = await workshop.make({ language: 'pl', title: 'Dlaczego klienci czekają?', effect: 'Klienci zbyt długo czekają na odpowiedź', agenda });
    const wall = await workshop.open(board.links.projector, WALL);
    await wall.waitForLoadState('networkidle');
    await wall.screenshot({ path: `${folder}${count}-lobby.png` });
    await workshop.command(board, { do: 'start_activity', activity: 'silent' });
    const seats = await Promise.all(
      [['Anna', 'analysis'], ['Grzegorz Brzęczyszczykiewicz', 'customer-service'], ['Ewa', 'it']].map(([name, department]) =>
        workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name, department }),
      ),
    );
    const bones = ['people', 'management', 'methods', 'material', 'machines'];
    for (let n = 0; n < count; n++) {
      await workshop.server.call('POST', `/api/boards/${board.id}/commands`, seats[n % seats.length]?.token ?? '', {
        do: 'seal_note',
        branch: bones[(n * n) % bones.length],
        text: `${words[n % words.length]} (${n + 1})`,
      });
    }
    await workshop.command(board, { do: 'reveal_notes' });
    await workshop.command(board, { do: 'start_activity', activity: 'collect' });
    const seat = `/board/${board.id}#${seats[0]?.token}`;
    const pages = {
      wall,
      phone: await workshop.open(seat, PHONE),
      laptop: await workshop.open(seat, LAPTOP),
      leader: await workshop.open(board.links.facilitator, LAPTOP),
    };
    for (const screen of ['collect', 'vote'] as const) {
      if (screen === 'vote') await workshop.command(board, { do: 'open_vote', dots: 5, per_note: 2 });
      for (const [who, page] of Object.entries(pages)) {
        if (who !== 'phone') await expect(page.getByRole('treeitem').first()).toBeAttached();
        await page.waitForLoadState('networkidle');
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await page.screenshot({ path: `${folder}${count}-${screen}-${who}-${colorScheme}.png`, animations: 'disabled' });
        }
      }
    }
    expect(workshop.errors).toEqual([]);
  });
}
