import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const binary = process.env.HERRINGBONE_BIN ?? resolve(import.meta.dirname, '../../../target/debug/herringbone');

/** The built program on a free port and a data directory of its own. */
export class Server {
  readonly data = mkdtempSync(join(tmpdir(), 'herringbone-browser-'));
  /** How many seconds its clock is ahead of the machine's from the next start on. */
  ahead = 0;
  log = '';
  origin = '';
  key = '';
  #process: ChildProcess | undefined;

  /** Starts it, with these options beside the usual ones, on the port it had before if it ran already. */
  async start(options: string[] = []): Promise<void> {
    const listen = this.origin ? new URL(this.origin).host : '127.0.0.1:0';
    const started = spawn(binary, ['--listen', listen, '--data', this.data, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, HERRINGBONE_AHEAD: String(this.ahead) },
    });
    this.#process = started;
    let said = '';
    await new Promise<void>((ready, failed) => {
      started.stdout.on('data', (chunk) => {
        said += String(chunk);
        const origin = /listening on (\S+)/.exec(said)?.[1];
        const key = /#key=(\S+)/.exec(said)?.[1];
        if (origin && key) {
          this.origin = origin;
          this.key = key;
          ready();
        }
      });
      started.stderr.on('data', (chunk) => (this.log += String(chunk)));
      started.once('error', failed);
      started.once('exit', (code) => failed(new Error(`the server ended with ${code}: ${this.log}`)));
    });
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const process = this.#process;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const gone = new Promise((resolve) => process.once('exit', resolve));
    process.kill('SIGKILL');
    await gone;
  }

  /** Puts its data where it does not look for it. The answer puts them back. */
  misplace(): () => void {
    const elsewhere = `${this.data}-elsewhere`;
    renameSync(this.data, elsewhere);
    return () => renameSync(elsewhere, this.data);
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** A request as the program that leads the board would make it. */
  async call<T>(method: string, path: string, token: string, body?: unknown): Promise<T> {
    const answer = await fetch(this.origin + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }
}
