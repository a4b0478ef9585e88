import { randomUUID } from 'node:crypto';
import { RequestOptions } from './deployed';
import { Match } from './gateway';

interface ContextOptions extends RequestOptions {
  readonly at: Date;
  readonly match: Match;
  readonly path: string;
  readonly apiAccount: string;
}

/** `$context` of a request that a principal signed. */
export function requestContext({ caller, account, at, match, path, apiAccount, identity }: ContextOptions): Record<string, unknown> {
  // arn:aws:sts::<account>:assumed-role/<role>/<session>, or arn:aws:iam::<account>:user/<name>
  const [, , , , callerAccount, resource] = caller.split(':');
  const [kind, , session] = resource.split('/');
  const principal = kind === 'assumed-role' ? `AROAEXAMPLEEXAMPLE000:${session}` : 'AIDAEXAMPLEEXAMPLE000';
  return {
    accountId: apiAccount,
    apiId: 'bench',
    domainName: 'bench.example',
    extendedRequestId: randomUUID(),
    httpMethod: match.method.httpMethod,
    identity: {
      accountId: account ?? callerAccount,
      accessKey: 'ASIAEXAMPLEEXAMPLE00',
      caller: principal,
      sourceIp: '198.51.100.1',
      user: principal,
      userAgent: 'bench',
      userArn: caller,
      ...identity,
    },
    path: `/prod${path}`,
    protocol: 'HTTP/1.1',
    requestId: randomUUID(),
    requestTime: commonLogTime(at),
    requestTimeEpoch: at.getTime(),
    resourceId: match.method.logicalId,
    resourcePath: match.method.path,
    stage: 'prod',
  };
}

/** As in 21/Nov/2026:15:04:05 +0000. */
function commonLogTime(at: Date): string {
  const [, day, month, year, time] = /, (\d\d) (\w{3}) (\d{4}) ([\d:]{8}) GMT$/.exec(at.toUTCString())!;
  return `${day}/${month}/${year}:${time} +0000`;
}
