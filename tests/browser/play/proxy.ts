import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';

/** What becomes of a websocket: it goes through, its upgrade is not understood, or it is never answered. */
export type Upgrades = 'pass' | 'strip' | 'hang';
/** What becomes of a request: it goes through, its connection is cut, or it is not answered until `answer` is called. */
export type Requests = 'pass' | 'cut' | 'hang';

/** A proxy in front of a server: pages go through. */
export class Proxy {
  upgrades: Upgrades = 'strip';
  /** By the address of a request. */
  requests: (address: string) => Requests = () => 'pass';
  readonly #sockets = new Set<Socket>();
  #waiting: (() => void)[] = [];
  readonly #server: Server;

  /** Where a request goes, by its address; with `path` the server is asked for another one. */
  constructor(
    private readonly target: (address: string) => string,
    private readonly path: (address: string) => string = (address) => address,
  ) {
    this.#server = createServer((asked, answer) => this.#pass(asked, answer));
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('upgrade', (asked: IncomingMessage, socket: Socket, head: Buffer) => {
      if (this.upgrades === 'hang') return;
      if (this.upgrades === 'strip') return socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      const { hostname, port } = new URL(this.target(asked.url ?? '/'));
      const up = connect(Number(port), hostname, () => {
        const { rawHeaders: raw } = asked;
        const headers = raw.flatMap((name, n) => (n % 2 === 0 ? [`${name}: ${raw[n + 1]}`] : []));
        up.write([`GET ${this.path(asked.url ?? '/')} HTTP/1.1`, ...headers, '', ''].join('\r\n'));
        up.write(head);
        up.pipe(socket).pipe(up);
      });
      up.on('error', () => socket.destroy());
    });
  }

  /** Where it listens. */
  async open(): Promise<string> {
    await new Promise<void>((ready) => this.#server.listen(0, '127.0.0.1', ready));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const becomes = this.requests(asked.url ?? '/');
    if (becomes === 'cut') return void asked.socket.destroy();
    if (becomes === 'hang') this.#waiting.push(() => this.#forward(asked, answer));
    else this.#forward(asked, answer);
  }

  #forward(asked: IncomingMessage, answer: ServerResponse): void {
    const up = request(this.target(asked.url ?? '/') + this.path(asked.url ?? '/'), { method: asked.method, headers: asked.headers }, (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    });
    up.on('error', () => answer.writeHead(502).end());
    asked.pipe(up);
  }

  /** Lets go on what was not answered. */
  answer(): void {
    for (const forward of this.#waiting.splice(0)) forward();
  }

  /** Cuts every connection; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }
}
