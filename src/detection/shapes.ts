import { ROLE_NAME_PREFIX } from '../private/names';

/** Principals and resources that the detections watch. ARNs may contain tokens. */
export interface Watched {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly users: readonly { readonly arn: string; readonly name: string }[];
  readonly roles: readonly { readonly arn: string; readonly sessionArnPrefix: string; readonly name: string }[];
  readonly trailLogGroupName?: string;
  readonly topicArns: readonly string[];
  readonly keyArns: readonly string[];
}

/** `{ all && (any || any …) }`, cut into as many patterns as the maximum size requires. */
export interface FilterShape {
  readonly all: readonly string[];
  /** Absent: the terms of `all` are the filter. Empty: there is nothing to watch, and no filter. */
  readonly any?: readonly string[];
}

/** An event pattern; `values` are divided over as many rules as the maximum size requires. */
export interface RuleShape {
  readonly values: readonly any[];
  readonly pattern: (values: readonly any[]) => { [key: string]: any };
}

export const equals = (selector: string, value: string) => `($.${selector}="${value}")`;
export const anyEvent = (names: readonly string[]) => `(${names.map((name) => equals('eventName', name)).join(' || ')})`;

/** A pattern for the CloudTrail record. It compares no detail type, because AWS documents three of them for sign-ins. */
export const onRecord = (detail: { [key: string]: any }) => ({ detail });
export const single = (detail: { [key: string]: any }): RuleShape => ({ values: [undefined], pattern: () => onRecord(detail) });
export const forEach = (values: readonly any[], detail: (values: readonly any[]) => { [key: string]: any }): RuleShape[] =>
  values.length === 0 ? [] : [{ values, pattern: (some) => onRecord(detail(some)) }];

/** A metric filter can't search a list, so it compares the first entries. The rules compare all entries. */
export const LIST_POSITIONS = Array.from({ length: 10 }, (_, i) => i);

export const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** An imported role may have any name. */
export function isNamedBreakGlass(role: Watched['roles'][number]): boolean {
  return role.name.startsWith(ROLE_NAME_PREFIX);
}
