import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Document } from '../../private/policy-document';

/** Name of the only stage. */
export const API_STAGE = 'v1';

/** A call of the API: a method, its path, and the workflow that answers it. */
export interface ApiCall {
  readonly verb: 'GET' | 'POST';
  /** As in `/requests/{id}`. */
  readonly path: string;
  readonly action: string;
  readonly workflow: 'submit' | 'decide' | 'read' | 'issue';
}

const decision = (action: string): ApiCall => ({ verb: 'POST', path: `/requests/{id}/${action}`, action, workflow: 'decide' });

/** All calls. The API, the policies of its callers and the claims are made from this list. */
export const API_CALLS: readonly ApiCall[] = [
  { verb: 'POST', path: '/requests', action: 'submit', workflow: 'submit' },
  { verb: 'GET', path: '/requests', action: 'list', workflow: 'read' },
  { verb: 'GET', path: '/requests/{id}', action: 'get', workflow: 'read' },
  ...['approve', 'deny', 'cancel', 'bypass', 'release', 'revoke'].map(decision),
  { verb: 'POST', path: '/requests/{id}/session', action: 'session', workflow: 'issue' },
  { verb: 'GET', path: '/audit', action: 'audit', workflow: 'read' },
];

/** The calls of an API. Without a rule that grants sessions it has no call for them. */
export function callsOf(sessions: boolean): readonly ApiCall[] {
  return API_CALLS.filter(({ workflow }) => sessions || workflow !== 'issue');
}

/** What a caller invokes: each method and path of the stage. Requests get their ids when they are created. */
export function callArns(stack: Stack, apiId: string, calls: readonly ApiCall[]): string[] {
  return calls.map(({ verb, path }) => stack.formatArn({
    service: 'execute-api',
    resource: apiId,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    resourceName: `${API_STAGE}/${verb}${path.replace('{id}', '*')}`,
  }));
}

/** The policy of a caller: these calls, and nothing else. */
export function callerPolicy(arns: readonly string[]): Document {
  return { Version: '2012-10-17', Statement: [{ Sid: 'CallElevatedAccess', Effect: 'Allow', Action: 'execute-api:Invoke', Resource: [...arns] }] };
}
