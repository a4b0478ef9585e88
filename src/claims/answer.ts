import { AccessRequest, Assumption, Question } from './claim';
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

/** Whether the answer is the promised one, and what decided: explanations are put into words only where they are read. */
export interface Decision {
  readonly holds: boolean;
  readonly because: () => string;
}

type Answerable = Exclude<Question, Assumption>;

export function decided(question: Answerable): Decision {
  switch (question.kind) {
    case 'fact': return { holds: question.holds, because: () => question.evidence };
    case 'access': {
      const given = decide(question.request);
      // What can't be decided is neither: it fails the claim, whatever it promises.
      return { holds: given.verdict === question.expect, because: () => given.because };
    }
    case 'detection': {
      const { alarmed, because } = detect(question);
      return { holds: alarmed === (question.expect === 'alarm'), because: () => because };
    }
  }
}

/** Answers a question that isn't an assumption. */
export function answer(question: Answerable, { holds, because }: Decision = decided(question)): Answer {
  const { kind, subject, about, text } = question;
  return { kind, subject, about, text, holds, because: because(), ...question.kind === 'access' ? { request: question.request } : {} };
}

/** Decides one request by all policies that are about it. */
export function decide(request: AccessRequest): PolicyAnswer {
  const { principalArn, action, resource, account, context, identityPolicies, boundary, resourcePolicy, sessionPolicy } = request;
  const { serviceControl, resourceControl } = request;
  return evaluate({ principal: principalArn, action, resource, resourceAccount: account, context }, {
    identity: identityPolicies,
    boundary,
    session: sessionPolicy && [{ name: 'of the session', document: sessionPolicy }],
    resource: resourcePolicy && { name: `of ${(resource ?? 'the resource').split(/[/:]/).at(-1)}`, document: resourcePolicy },
    serviceControl: serviceControl && [serviceControl],
    resourceControl: resourceControl && [resourceControl],
  }, OPTIONS);
}

const OPTIONS = { isKnownKey };

