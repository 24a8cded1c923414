// Hocuspocus with SQLite, as its documentation starts it: PORT, HOST and DATABASE from the environment.
import { Server } from '@hocuspocus/server'
import { SQLite } from '@hocuspocus/extension-sqlite'

const { PORT, HOST, DATABASE } = process.env
const server = new Server({
  port: Number(PORT),
  address: HOST,
  quiet: true,
  extensions: [new SQLite({ database: DATABASE })],
})
await server.listen()
