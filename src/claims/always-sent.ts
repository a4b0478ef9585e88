import { AccessRequest, Question } from './claim';
import { NOW } from './requests';

/**
 * A question about what must be possible, with the keys that AWS sends in every such request and that the question leaves out: a deny on
 * one of them stops the request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function withWhatAwsSends(question: Question): Question {
  if (question.kind !== 'access' || question.expect !== 'allowed') { return question; }
  const { request } = question;
  return { ...question, request: { ...request, context: { ...alwaysSent(request), ...request.context } } };
}

export function alwaysSent({ principalArn, context }: Pick<AccessRequest, 'principalArn' | 'context'>): AccessRequest['context'] {
  const now = String(context['aws:CurrentTime'] ?? NOW);
  const isService = !principalArn.startsWith('arn:');
  const [, kind, name] = /^arn:[^:]+:(?:iam|sts)::\d*:([a-z-]+)\/(.*)$/.exec(principalArn) ?? [];
  return {
    'aws:CurrentTime': now,
    'aws:EpochTime': String(Math.floor(Date.parse(now) / 1000)),
    'aws:SecureTransport': 'true',
    'aws:PrincipalIsAWSService': String(isService),
    ...(isService ? {} : {
      'aws:UserAgent': 'Mozilla/5.0',
      'aws:userid': kind === 'user' ? 'AIDAEXAMPLEEXAMPLE123' : `AROAEXAMPLEEXAMPLE123:${(name ?? '').split('/').at(-1)}`,
    }),
    // Sessions of roles are issued. A user's console session is as well, and its own keys aren't.
    ...(kind === 'assumed-role' ? { 'aws:TokenIssueTime': now } : {}),
  };
}
