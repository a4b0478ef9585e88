import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { refusalOf } from './decide';
import { UsedPermissions } from './permissions';
import { Question, Refusal } from './question';

export * from './permissions';
export * from './question';

/**
 * Decides what the emulated services ask: whether somebody may. By the policies that are deployed, with the evaluator of the library.
 *
 * It listens on the loopback interface only. The emulator sends what a call asks, all of it at once, and gets the first refusal.
 */
export class Authorizer {
  public static async start(): Promise<Authorizer> {
    const authorizer = new Authorizer();
    await new Promise<void>((done, failed) => {
      authorizer.server.once('error', failed);
      authorizer.server.listen(0, '127.0.0.1', done);
    });
    // A program that forgets to stop it still ends.
    authorizer.server.unref();
    return authorizer;
  }

  /** What the allowed calls needed. */
  public readonly used = new UsedPermissions();
  /** All that was refused, in order. */
  public readonly refusals: Refusal[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => { void this.answer(request, response); });
    // The emulator keeps its connections; they must not keep this process.
    this.server.on('connection', (socket) => socket.unref());
    this.server.keepAliveTimeout = 600_000;
  }

  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The first refusal; undefined if all is allowed. */
  public decide(questions: readonly Question[]): Refusal | undefined {
    for (const question of questions) {
      const refusal = refusalOf(question);
      if (refusal) {
        this.refusals.push(refusal);
        return refusal;
      }
    }
    for (const question of questions) this.used.note(question);
    return undefined;
  }

  /** Forgets everything. The emulator asks nothing twice that was allowed: it must be emptied as well. */
  public clear(): void {
    this.used.clear();
    this.refusals.splice(0);
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => { this.server.close(() => done()); });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let status = 200;
    let body: string;
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      body = JSON.stringify(this.decide(JSON.parse(Buffer.concat(chunks).toString())) ?? null);
    } catch (error) {
      status = 400;
      body = JSON.stringify({ error: String(error) });
    }
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }).end(body);
  }
}
