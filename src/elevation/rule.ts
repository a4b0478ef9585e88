import { Duration, Token } from 'aws-cdk-lib';
import { requireMinutes } from './minutes';
import { Person } from './person';
import { RequiredField } from './required-field';
import { ElevationTarget } from './target';
import { requireUserOrGroupId } from '../private/identity-center';
import { propError, requireAccount, requireConcrete, requireUnique, requireWholeNumber, Shown } from '../private/validation';
import { RuleData } from './engine/rule-data';
import { requireParameter, requireTyped } from '../private/typed';

/** What `ElevationRule` needs: who can request what, where, for how long, and who decides. */
export interface ElevationRuleProps {
  /** What is granted. */
  readonly target: ElevationTarget;

  /**
   * Accounts that can be requested, several in one request.
   *
   * @default - no accounts by id: give these, `organizationalUnits`, or a target that needs none
   */
  readonly accounts?: string[];

  /**
   * Organizational units whose accounts can be requested, those of the units below included. Looked up when a request arrives.
   *
   * Security: who can move accounts between units decides which accounts these are.
   *
   * @default - none
   */
  readonly organizationalUnits?: string[];

  /**
   * People who can request.
   *
   * @default - none by name; give these or `requesterGroups`
   */
  readonly requesters?: Person[];

  /**
   * Groups of the identity store whose members can request. Members must be registered in `people` as well.
   *
   * @default - none
   */
  readonly requesterGroups?: string[];

  /**
   * People who can approve. You can't approve your own request.
   *
   * @default - none by name; give these or `approverGroups`
   */
  readonly approvers?: Person[];

  /**
   * Groups of the identity store whose members can approve. Members must be registered in `people` as well.
   *
   * @default - none
   */
  readonly approverGroups?: string[];

  /**
   * Number of different people who must approve.
   *
   * @default 1
   */
  readonly quorum?: number;

  /**
   * Longest access, 15 minutes to 12 hours.
   *
   * @default - 1 hour
   */
  readonly maxDuration?: Duration;

  /**
   * Requesters whose requests are approved at once, without a second person: those on call.
   *
   * Security: these people elevate themselves. The ledger and the events say that the approval was automatic.
   *
   * @default - none
   */
  readonly automaticRequesters?: Person[];

  /**
   * Further people who can approve after `fallbackDelay`.
   *
   * @default - none
   */
  readonly fallbackApprovers?: Person[];

  /**
   * How long only the approvers can decide, before the fallback approvers can as well.
   *
   * @default - 15 minutes
   */
  readonly fallbackDelay?: Duration;

  /**
   * People who can let a request pass without the quorum, their own requests included. All channels are told at once, and a review is due.
   *
   * Security: this goes around the second person. It is for the night on which no approver answers.
   *
   * @default - none
   */
  readonly bypassers?: Person[];

  /**
   * Further people who can end an access before its time, besides the requester and the approvers.
   *
   * @default - none
   */
  readonly revokers?: Person[];

  /**
   * Fields that each request must have.
   *
   * @default - a justification
   */
  readonly requiredFields?: RequiredField[];

  /**
   * How long a request can wait for a decision before it expires, 5 minutes to 7 days.
   *
   * @default - 4 hours
   */
  readonly maxDecisionTime?: Duration;

  /**
   * How far ahead the start of an access can be scheduled, at most 7 days.
   *
   * @default - no scheduled start
   */
  readonly maxScheduleAhead?: Duration;
}

/**
 * A rule of elevated access: who can request what, and who approves.
 *
 * Errors: no requester, too few approvers, no account, durations out of bounds.
 */
export class ElevationRule {
  /** Name that requests give. */
  public readonly name: string;

  /** @internal */
  public readonly _props: ElevationRuleProps;

  /**
   * @param name name that requests give, 2 to 64 lower-case letters, digits and dashes
   * @param props who, what, where, for how long
   */
  constructor(name: string, props: ElevationRuleProps) {
    requireParameter('ElevationRule', 'name', 'string', name);
    if (Token.isUnresolved(name) || !/^[a-z][a-z0-9-]{1,63}$/.test(name)) {
      throw propError('name', 'must be 2 to 64 lower-case letters, digits and dashes', name, "write it as 'contain-payments'");
    }
    requireTyped(`rule '${name}'`, 'ElevationRuleProps', props);
    this.name = name;
    this._props = props;
    requirePlaces(name, props);
    requirePeople(name, props);
    requireTimes(props);
    requireUnique('requiredFields', (props.requiredFields ?? []).map((field) => field.name), 'name each field once');
  }

  /**
   * All people that the rule names.
   *
   * @internal
   */
  public get _people(): Person[] {
    const { requesters, approvers, automaticRequesters, fallbackApprovers, bypassers, revokers } = this._props;
    return [requesters, approvers, automaticRequesters, fallbackApprovers, bypassers, revokers].flatMap((people) => people ?? []);
  }

  /**
   * The rule as the workflows read it.
   *
   * @param patterns patterns of all rules, to which those of this rule are added
   * @param people all registered people
   * @internal
   */
  public _data(patterns: string[], people: readonly Person[] = []): RuleData {
    const p = this._props;
    const names = (named?: Person[]) => (named ?? []).map(({ name }) => name);
    return {
      name: this.name,
      kind: p.target._kind.name,
      resource: p.target._resource,
      title: p.target._title,
      accounts: p.accounts ?? [],
      units: p.organizationalUnits ?? [],
      places: (p.accounts ?? []).length + (p.organizationalUnits ?? []).length > 0,
      ...p.target._kind.ruleData?.(p.target._of, people),
      requesters: names(p.requesters),
      requesterGroups: p.requesterGroups ?? [],
      approvers: names(p.approvers),
      approverGroups: p.approverGroups ?? [],
      quorum: p.quorum ?? 1,
      minutes: (p.maxDuration ?? Duration.hours(1)).toMinutes(),
      automatic: names(p.automaticRequesters),
      fallback: names(p.fallbackApprovers),
      fallbackMinutes: (p.fallbackDelay ?? Duration.minutes(15)).toMinutes(),
      bypass: names(p.bypassers),
      revokers: names(p.revokers),
      expiryMinutes: (p.maxDecisionTime ?? Duration.hours(4)).toMinutes(),
      aheadMinutes: p.maxScheduleAhead?.toMinutes() ?? 0,
      fields: (p.requiredFields ?? [RequiredField.justification()]).map(({ name, description, _pattern }) => (
        { name, description, pattern: indexIn(patterns, _pattern) }
      )),
    };
  }
}

function indexIn(list: string[], entry: string): number {
  return list.includes(entry) ? list.indexOf(entry) : list.push(entry) - 1;
}

function requirePlaces(name: string, { target, accounts, organizationalUnits }: ElevationRuleProps): void {
  (accounts ?? []).forEach((account) => {
    requireConcrete('accounts', account, 'write the account ids: requests are compared with them');
    requireAccount('accounts', account);
  });
  requireUnique('accounts', accounts ?? [], 'name each account once');
  for (const unit of organizationalUnits ?? []) {
    if (Token.isUnresolved(unit) || !/^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/.test(unit)) {
      throw propError('organizationalUnits', 'must hold ids of organizational units', unit, "write it as 'ou-abcd-12345678'");
    }
  }
  const places = (accounts ?? []).length + (organizationalUnits ?? []).length;
  if (target._kind.accounts === 'required' && places === 0) {
    throw propError('accounts', `must name an account for rule '${name}'`, 'none', "give 'accounts' or 'organizationalUnits'");
  }
  if (target._kind.accounts === 'none' && places > 0) {
    throw propError('accounts', `must be empty for rule '${name}': a group and a role have their own accounts`, [...accounts ?? [], ...organizationalUnits ?? []].join(', '), 'leave it out');
  }
}

function requirePeople(name: string, props: ElevationRuleProps): void {
  const { target, requesters = [], requesterGroups = [], approvers = [], approverGroups = [], automaticRequesters = [], quorum = 1 } = props;
  requireWholeNumber('quorum', quorum, 1, 10, 'name how many people must approve');
  for (const [prop, groups] of Object.entries({ requesterGroups, approverGroups })) {
    groups.forEach((group) => requireUserOrGroupId(prop, group));
    requireUnique(prop, groups, 'name each group once');
  }
  if (requesters.length + requesterGroups.length === 0) {
    throw propError('requesters', `must name a requester for rule '${name}'`, 'none', "give 'requesters' or 'requesterGroups'");
  }
  for (const person of new Set([...requesters, ...automaticRequesters])) {
    const lack = target._kind.lackOf?.(name, target._of, person);
    if (lack) { throw propError('requesters', lack.requirement, person.name, lack.fix); }
  }
  const unlisted = automaticRequesters.find((person) => requesterGroups.length === 0 && !requesters.includes(person));
  if (unlisted) {
    throw propError('automaticRequesters', `must be requesters of rule '${name}'`, unlisted.name, "add the person to 'requesters'");
  }
  // The members of a group aren't known here: ElevatedAccess, which has all people, counts them.
  if (approverGroups.length > 0) { return; }
  for (const requester of requesters) {
    const others = new Set(approvers.filter((person) => person !== requester).map((person) => person.name)).size;
    if (others < quorum) {
      throw propError('approvers', `must leave ${quorum} who can approve a request of ${requester.name} under rule '${name}'`, others, 'name more approvers, or lower the quorum');
    }
  }
  if (new Set(approvers.map((person) => person.name)).size < quorum) {
    throw propError('approvers', `must be at least ${quorum} people for rule '${name}'`, new Set(approvers).size, 'name more approvers, or lower the quorum');
  }
}

function requireTimes(props: ElevationRuleProps): void {
  const bounds = (prop: keyof ElevationRuleProps, value: Duration | undefined, min: Duration, max: Duration, tooLong: string) => {
    if (value) { requireMinutes(prop, value, min, max, { tooShort: 'people need more time than that', tooLong }); }
  };
  bounds('maxDuration', props.maxDuration, Duration.minutes(15), Duration.hours(12), 'for longer access, assign the permission set');
  bounds('maxDecisionTime', props.maxDecisionTime, Duration.minutes(5), Duration.days(7), 'if it is still needed, request it again');
  bounds('fallbackDelay', props.fallbackDelay, Duration.minutes(1), Duration.days(1), 'fallback approvers would come too late');
  bounds('maxScheduleAhead', props.maxScheduleAhead, Duration.minutes(15), Duration.days(7), 'request it nearer to its start');
  const expiry = props.maxDecisionTime ?? Duration.hours(4);
  const fallbackDelay = props.fallbackDelay ?? Duration.minutes(15);
  if (props.fallbackApprovers?.length && fallbackDelay.toMinutes() >= expiry.toMinutes()) {
    throw propError('fallbackDelay', `must be shorter than 'maxDecisionTime' (${expiry.toHumanString()})`, new Shown(fallbackDelay),
      "shorten it, or raise 'maxDecisionTime'");
  }
}
