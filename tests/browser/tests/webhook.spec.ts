import { createServer, type IncomingMessage } from 'node:http';
import { expect, test } from '../play/workshop';

test('a facilitator has another program told, sees what became of it, and stops it', async ({ workshop }) => {
  await workshop.server.kill();
  await workshop.server.start(['--webhooks', 'private']);
  const told: { type: string; signed: boolean }[] = [];
  const receiver = createServer((request: IncomingMessage, answer) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      told.push({
        type: (JSON.parse(body) as { type: string }).type,
        signed: String(request.headers['webhook-signature']).startsWith('v1,'),
      });
      answer.writeHead(204).end();
    });
  });
  await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready));
  const address = receiver.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const board = await workshop.make();
  const desk = await workshop.open(board.links.facilitator);
  await desk.getByRole('tab', { name: 'Export' }).click();
  await desk.locator('summary', { hasText: 'Start sending' }).click();
  const field = desk.getByLabel('Address (https)');
  await field.fill('nowhere');
  await desk.getByRole('button', { name: 'Start sending' }).click();
  await expect(desk.getByRole('alert').filter({ hasText: 'cannot be used' })).toBeVisible();
  await field.fill(`http://127.0.0.1:${port}/hook`);
  await desk.getByRole('button', { name: 'Start sending' }).click();
  await expect(desk.getByRole('textbox', { name: 'Secret for checking the signatures' })).toHaveValue(/^whsec_/);
  await desk.getByRole('button', { name: 'Send a test' }).click();
  await expect(desk.getByRole('listitem').filter({ hasText: 'delivered (204)' })).toContainText('test');
  expect(told).toEqual([{ type: 'webhook.test', signed: true }]);
  await workshop.command(board, { do: 'create_project', title: 'Shorter queues' });
  await expect(desk.getByRole('listitem').filter({ hasText: 'delivered (204)' }).first()).toContainText('new project');
  // Whoever comes back to it is told without opening it.
  await desk.reload();
  await desk.getByRole('tab', { name: 'Export' }).click();
  await desk.locator('summary', { hasText: `Sends to http://127.0.0.1:${port}/hook` }).click();
  await desk.getByRole('button', { name: 'Stop sending' }).click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Stop sending' }).click();
  await expect(desk.getByRole('button', { name: 'Start sending' })).toBeVisible();
  await workshop.command(board, { do: 'create_project', title: 'Not told' });
  expect(told.length).toBe(2);
  receiver.close();
  expect(workshop.errors).toEqual([]);
});
