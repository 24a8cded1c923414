import { call, type CreatedBoard, type NextBoard } from '../../api';

/** The board for the next meeting. Asked again under the same key, the server makes no other one. */
export async function nextBoard(id: string, token: string, key: string, body: NextBoard): Promise<CreatedBoard> {
  return (await call('post', '/api/boards/{id}/next', { path: { id }, token, key, body })).body;
}
