/** Common parts of the workflows behind the API: identify the caller, refuse with a reason, answer. */
import { Errors, IChainable, Parallel, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { callerKey, decoded, jsonata, literal, parsedBody } from './jsonata';
import { Rulebook } from './rule-data';

/**
 * Input that the API gives to each workflow. API Gateway sets everything but body, query and path. These three arrive form-encoded
 * and are only parsed, never evaluated. So is the caller, since the path of a user's ARN may contain quotes.
 */
export const INPUT = {
  caller: '$states.input.caller',
  /** Milliseconds since 1970, by API Gateway's clock. */
  at: '$states.input.at',
  body: '$states.input.body',
  id: '$states.input.id',
  action: '$states.input.action',
  query: '$states.input.query',
} as const;

/** First bindings of each expression that reads a call of the API. */
export function known({ people }: Rulebook): { readonly [name: string]: string } {
  return {
    now: `$fromMillis($number(${INPUT.at}))`,
    people: literal(people),
    caller: decoded(INPUT.caller),
    person: `$lookup($people, ${callerKey('$caller')})`,
    body: parsedBody(INPUT.body),
  };
}

export const STRANGER = {
  when: '$not($exists($person))',
  status: 403,
  reason: '"You aren\'t registered: call as the IAM user, or with the Identity Center permission set, that the registry names for you"',
};

export const NO_OBJECT = { when: '$not($type($body) = "object")', status: 400, reason: '"The body must be a JSON object"' };

/**
 * Evaluates the expression that reads a call. A body that isn't JSON is refused as a bad request.
 *
 * The expression gives an object with `status` and `reason`, and with the fields that later states need.
 */
export function understand(scope: Construct, name: string, expression: string, refuse: Pass, assign: { readonly [name: string]: any }): Parallel {
  const inside = Pass.jsonata(scope, `${name}: evaluate`, { outputs: jsonata(expression) });
  return Parallel.jsonata(scope, name, { assign })
    .branch(inside)
    .addCatch(refuse, { errors: [Errors.ALL], assign: { refusal: { status: 400, reason: 'The call can\'t be read: the body must be JSON, and each value of the type that the API describes' } } });
}

/** A state that refuses with a status and a reason, which is a text or a `jsonata` field. */
export type RefuseWith = (name: string, status: number, reason: string) => IChainable;

/** The state that answers with `$refusal`, and states that assign it first. */
export function refusing(scope: Construct): { readonly refuse: Pass; readonly refuseWith: RefuseWith } {
  const refuse = Pass.jsonata(scope, 'Refuse', { outputs: { status: jsonata('$refusal.status'), body: jsonata('$string({ "reason": $refusal.reason })') } });
  return { refuse, refuseWith: (name, status, reason) => Pass.jsonata(scope, name, { assign: { refusal: { status, reason } } }).next(refuse) };
}
