import { AccessQuestion, AccessRequest, Assumption, DetectionQuestion, Question } from './claim';
import { ResourceModel } from './model';
import { asEventBridgeEvent } from '../analysis/cloudtrail-event';
import { eventMatches } from '../analysis/event-pattern';
import { FilterIndex } from '../analysis/filter-index';
import { parseMetricFilter } from '../analysis/metric-filter';
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
  const { index, unreadable } = layer === 'filters' ? filtersOf(patterns) : NO_FILTERS;
  const alarmed = layer === 'filters' ? index.matches(record) : seenByRules(patterns, record);
  return { alarmed, because: alarmed ? 'alarms' : `stays silent (${patterns.length} patterns${unreadable})` };
}

function seenByRules(patterns: readonly any[], record: any): boolean {
  const event = asEventBridgeEvent(record);
  return patterns.some((pattern) => eventMatches(pattern, event));
}

interface ReadFilters {
  readonly index: FilterIndex;
  readonly unreadable: string;
}

const NO_FILTERS: ReadFilters = { index: new FilterIndex([]), unreadable: '' };

/** Filters are read once: all questions about a model have the same list of them. */
const read = new WeakMap<readonly any[], ReadFilters>();

function filtersOf(patterns: readonly any[]): ReadFilters {
  let filters = read.get(patterns);
  if (!filters) {
    const errors: string[] = [];
    const parsed = [...new Set(patterns)].flatMap((pattern) => {
      try {
        return [parseMetricFilter(String(pattern))];
      } catch (error) {
        errors.push((error as Error).message);
        return [];
      }
    });
    const unreadable = errors.length > 0 ? `; a pattern can't be read: ${errors.at(-1)}` : '';
    read.set(patterns, filters = { index: new FilterIndex(parsed), unreadable });
  }
  return filters;
}

/** Whether an access question has the promised answer; exported for the judges in the tests. */
export function isAccess(question: Question): question is AccessQuestion {
  return question.kind === 'access';
}
