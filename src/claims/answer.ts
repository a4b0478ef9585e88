import { AccessQuestion, AccessRequest, Question } from './claim';
import { detect } from './detect';
import { ResourceModel } from './model';
import { evaluate, isKnownKey, PolicyAnswer } from '../analysis/policy';

export interface Answer {
  readonly kind: Question['kind'];
  readonly subject: string;
  /** The resource that has to change if the answer is wrong. */
  readonly about?: ResourceModel;
  readonly text: string;
  readonly holds: boolean;
  /** What decided, for the report. */
  readonly because: string;
  /** Of an access question: who asked for what, where, with which context. */
  readonly request?: AccessRequest;
}

/** Answers a question that isn't an assumption. */
export function answer(question: Exclude<Question, { readonly kind: 'assumption' }>): Answer {
  const { kind, subject, about, text } = question;
  switch (question.kind) {
    case 'fact': return { kind, subject, about, text, holds: question.holds, because: question.evidence };
    case 'access': {
      const { verdict, because } = decide(question.request);
      // What can't be decided is neither: it fails the claim, whatever it promises.
      return { kind, subject, about, text, holds: verdict === question.expect, because, request: question.request };
    }
    case 'detection': {
      const { alarmed, because } = detect(question);
      return { kind, subject, about, text, holds: alarmed === (question.expect === 'alarm'), because };
    }
  }
}

/** Decides one request by all policies that are about it. */
export function decide(request: AccessRequest): PolicyAnswer {
  const { principalArn, action, resource, account, context, identityPolicies, boundary, resourcePolicy, sessionPolicy } = request;
  return evaluate({ principal: principalArn, action, resource, resourceAccount: account, context }, {
    identity: identityPolicies,
    boundary,
    session: sessionPolicy && [{ name: 'of the session', document: sessionPolicy }],
    resource: resourcePolicy && { name: 'of the resource', document: resourcePolicy },
  }, { isKnownKey });
}

/** Whether an access question has the promised answer; exported for the judges in the tests. */
export function isAccess(question: Question): question is AccessQuestion {
  return question.kind === 'access';
}
