import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { Callers } from './callers';
import { callerOf, SignedRequest } from './signature';
import type { Answer, Deployed } from '../bench/deployed';

export interface ServedApiOptions {
  /** The time by which signatures are judged. @default - now */
  readonly now?: () => Date;
}

/**
 * The REST API of a deployed stack over HTTP, on the loopback interface: requests are signed by credentials that it issued, and each is decided by
 * the policies of its caller.
 */
export class ServedApi {
  public static async start(deployed: Deployed, options: ServedApiOptions = {}): Promise<ServedApi> {
    const api = new ServedApi(deployed, options);
    await new Promise<void>((done, failed) => {
      api.server.once('error', failed);
      api.server.listen(0, '127.0.0.1', done);
    });
    // A program that forgets to stop it still ends.
    api.server.unref();
    return api;
  }

  /** Issues credentials. */
  public readonly callers = new Callers();
  /** Faults of the emulator itself, which callers see as a 500. */
  public readonly faults: unknown[] = [];
  private readonly server: Server;

  private constructor(private readonly deployed: Deployed, private readonly options: ServedApiOptions) {
    this.server = createServer((request, response) => { void this.serve(request, response); });
  }

  /** What stands for the address that the stack's output gives: with the stage, without a slash at the end. */
  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${this.deployed.stage}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => { this.server.close(() => done()); });
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      answer = await this.answer(requestOf(incoming, Buffer.concat(chunks)));
    } catch (fault) {
      this.faults.push(fault);
      answer = this.deployed.own.answer('INTEGRATION_FAILURE', 'Internal server error');
    }
    const body = Buffer.from(answer.text);
    response.writeHead(answer.status, { ...answer.headers, 'Content-Length': body.length }).end(body);
  }

  private async answer(request: SignedRequest): Promise<Answer> {
    const { deployed } = this;
    const [, stage, path] = /^\/([^/]*)(.*)$/s.exec(request.path) ?? [];
    if (stage !== deployed.stage) return { status: 403, headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': 'ForbiddenException' }, ...texts({ message: 'Forbidden' }) };
    // A path that isn't there is answered before a signature is looked at.
    if (!deployed.has(request.method, path)) return deployed.own.answer('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
    const caller = callerOf(request, this.callers, { region: deployed.region, service: 'execute-api', now: this.options.now?.() ?? new Date() });
    if ('type' in caller) return deployed.own.answer(caller.type === 'MissingAuthenticationTokenException' ? 'MISSING_AUTHENTICATION_TOKEN' : 'INVALID_SIGNATURE', caller.message, caller.type);
    const answer = await deployed.request(request.method, path, {
      caller: caller.arn,
      policies: caller.policies,
      body: request.body.length > 0 ? request.body.toString() : undefined,
      query: Object.fromEntries(new URLSearchParams(request.query)),
      headers: { ...request.headers },
      identity: { accessKey: caller.accessKeyId, sourceIp: '127.0.0.1', userAgent: request.headers['user-agent'] ?? '' },
    });
    return hidden(answer);
  }
}

function requestOf({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): SignedRequest {
  const [path, ...query] = url.split('?');
  const single = Object.entries(headers).flatMap(([name, value]) => value === undefined ? [] : [[name, [value].flat().join(',')]]);
  return { method, path, query: query.join('?'), headers: Object.fromEntries(single), body };
}

const texts = (body: object) => ({ text: JSON.stringify(body), body });

/** To a caller who is refused, API Gateway shows four digits of its account. */
function hidden(answer: Answer): Answer {
  if (answer.headers['x-amzn-ErrorType'] !== 'AccessDeniedException') return answer;
  const text = answer.text.replace(/(:execute-api:[^:]*:)\d{8}(\d{4}:)/g, '$1********$2');
  return { ...answer, text, body: JSON.parse(text) };
}
