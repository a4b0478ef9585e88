import { AccessQuestion, AccessRequest, DetectionQuestion, Question } from './claim';
import { ResourceModel } from './model';
import { asEventBridgeEvent } from '../analysis/cloudtrail-event';
import { eventMatches } from '../analysis/event-pattern';
import { matches, MetricFilter, parseMetricFilter } from '../analysis/metric-filter';
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
  }, OPTIONS);
}

const OPTIONS = { isKnownKey };

/** Whether one of the patterns sees the record. */
export function detect({ layer, patterns, record }: Pick<DetectionQuestion, 'layer' | 'patterns' | 'record'>): { readonly alarmed: boolean; readonly because: string } {
  const event = layer === 'rules' ? asEventBridgeEvent(record) : undefined;
  let unreadable = '';
  for (const pattern of patterns) {
    if (event) {
      if (eventMatches(pattern, event)) { return { alarmed: true, because: 'alarms' }; }
      continue;
    }
    const filter = filterOf(pattern);
    if (typeof filter === 'string') {
      unreadable = `; a pattern can't be read: ${filter}`;
    } else if (matches(filter, record)) {
      return { alarmed: true, because: 'alarms' };
    }
  }
  return { alarmed: false, because: `stays silent (${patterns.length} patterns${unreadable})` };
}

/** Patterns are read once; the error of one that can't be read stands in its place. */
const filters = new Map<unknown, MetricFilter | string>();

function filterOf(pattern: unknown): MetricFilter | string {
  let filter = filters.get(pattern);
  if (filter === undefined) {
    try {
      filter = parseMetricFilter(String(pattern));
    } catch (error) {
      filter = (error as Error).message;
    }
    filters.set(pattern, filter);
  }
  return filter;
}

/** Whether an access question has the promised answer; exported for the judges in the tests. */
export function isAccess(question: Question): question is AccessQuestion {
  return question.kind === 'access';
}
