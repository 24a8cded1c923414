import { Writer } from '../play/writers';
import { expect, test } from '../play/workshop';

test('the image shows what the drawing says: every cause in its place, and it is seen where one is missing', async ({ workshop, browser }) => {
  const board = await workshop.make({ title: 'Pictures' });
  const writer = new Writer(workshop.server.origin, board.id, board.facilitator_token);
  await writer.ready();
  const bones = ['people', 'management', 'methods', 'material', 'machines'];
  const ids = Array.from({ length: 12 }, (_, n) => writer.add({ branch: bones[n % 5]!, text: `Żółta przyczyna ${n}, довга`, order: `a${n.toString(36)}` }));
  await writer.knows(ids);
  const file = async (format: string): Promise<Buffer> => {
    const answer = await fetch(`${workshop.server.origin}/api/boards/${board.id}/export/${format}?size=1280x720`, {
      headers: { Authorization: `Bearer ${board.facilitator_token}` },
    });
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  };
  const [svg, png] = [(await file('svg')).toString(), (await file('png')).toString('base64')];
  const page = await browser.newPage();
  /** The most that a square of 32 pixels differs in, of 255, between the image and a drawing. */
  const apart = (drawing: string): Promise<number> =>
    page.evaluate(
      async ([svg, png]) => {
        const pixels = async (address: string): Promise<Uint8ClampedArray> => {
          const image = new Image();
          image.src = address;
          await image.decode();
          const canvas = new OffscreenCanvas(1280, 720).getContext('2d')!;
          canvas.fillStyle = 'white';
          canvas.fillRect(0, 0, 1280, 720);
          canvas.drawImage(image, 0, 0, 1280, 720);
          return canvas.getImageData(0, 0, 1280, 720).data;
        };
        const a = await pixels(`data:image/png;base64,${png}`);
        const b = await pixels(URL.createObjectURL(new Blob([svg!], { type: 'image/svg+xml' })));
        const squares = new Float64Array(40 * 23);
        for (let at = 0; at < a.length; at += 4) {
          const [x, y] = [(at / 4) % 1280, Math.floor(at / 4 / 1280)];
          const square = Math.floor(y / 32) * 40 + Math.floor(x / 32);
          squares[square]! += (Math.abs(a[at]! - b[at]!) + Math.abs(a[at + 1]! - b[at + 1]!) + Math.abs(a[at + 2]! - b[at + 2]!)) / 3 / 1024;
        }
        return Math.max(...squares);
      },
      [drawing, png],
    );
  const same = await apart(svg);
  const without = await Promise.all(
    ids.slice(0, 3).map((id) =>
      page
        .evaluate(
          ([svg, id]) => {
            const drawn = new DOMParser().parseFromString(svg!, 'image/svg+xml');
            drawn.querySelector(`[data-note="${id}"]`)!.remove();
            return new XMLSerializer().serializeToString(drawn);
          },
          [svg, id],
        )
        .then(apart),
    ),
  );
  console.log(`apart ${same.toFixed(1)}, without a cause ${without.map((one) => one.toFixed(1)).join(', ')}`);
  await page.close();
  for (const one of without) expect(one).toBeGreaterThan(2 * same);
});
