import { Duration, Token } from 'aws-cdk-lib';
import { requireMinutes } from './minutes';
import { Person } from './person';
import { RequiredField } from './required-field';
import { ElevationTarget } from './target';
import { requireUserOrGroupId } from '../private/identity-center';
import { propError, requireAccount, requireConcrete, requireUnique, requireWholeNumber, Shown } from '../private/validation';
import { RuleData } from './engine/rule-data';

/** Who may have what, where, for how long, and who decides. */
export interface ElevationRuleProps {
  /** What is granted. */
  readonly target: ElevationTarget;

  /**
   * Accounts for which it may be asked, several in one request.
   *
   * @default - none by name: give these, `organizationalUnits`, or a group membership as the target
   */
  readonly accounts?: string[];

  /**
   * Organizational units whose direct accounts may be asked for. Looked up when a request arrives.
   *
   * Security: whoever moves accounts decides what this means.
   *
   * @default - none
   */
  readonly organizationalUnits?: string[];

  /**
   * Who may ask.
   *
   * @default - nobody by name; give these or `requesterGroups`
   */
  readonly requesters?: Person[];

  /**
   * Groups of the identity store whose members may ask. Members must be registered as people all the same.
   *
   * @default - none
   */
  readonly requesterGroups?: string[];

  /**
   * Who may approve. Nobody approves its own request.
   *
   * @default - nobody by name; give these or `approverGroups`
   */
  readonly approvers?: Person[];

  /**
   * Groups of the identity store whose members may approve. Members must be registered as people all the same.
   *
   * @default - none
   */
  readonly approverGroups?: string[];

  /**
   * So many different people must approve.
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
   * Who gets it at once, on the rule's own approval: those on call.
   *
   * Security: these people elevate themselves, without a second person. It is recorded and announced as such.
   *
   * @default - nobody
   */
  readonly automaticRequesters?: Person[];

  /**
   * Who may approve as well when nobody has decided for a while.
   *
   * @default - nobody
   */
  readonly fallbackApprovers?: Person[];

  /**
   * For how long the approvers have the request to themselves.
   *
   * @default - 15 minutes
   */
  readonly fallbackDelay?: Duration;

  /**
   * Who may let a request pass without the quorum, their own as well. Everybody is told at once, and a review is due.
   *
   * Security: this is a way around the second person. It is for the night on which no approver answers.
   *
   * @default - nobody
   */
  readonly bypassers?: Person[];

  /**
   * Who may end an access before its time, besides the requester and the approvers.
   *
   * @default - nobody else
   */
  readonly revokers?: Person[];

  /**
   * What each request must say.
   *
   * @default - a justification
   */
  readonly requiredFields?: RequiredField[];

  /**
   * After so long an undecided request expires, 5 minutes to 7 days.
   *
   * @default - 4 hours
   */
  readonly maxDecisionTime?: Duration;

  /**
   * So far ahead may access be scheduled, at most 7 days.
   *
   * @default - no scheduled start
   */
  readonly maxScheduleAhead?: Duration;
}

/**
 * A rule of elevated access. What no rule allows, nobody gets.
 *
 * Errors: nobody may ask, too few could approve, no account, durations out of bounds.
 */
export class ElevationRule {
  /** Name by which requests ask for it. */
  public readonly name: string;

  /** @internal */
  public readonly _props: ElevationRuleProps;

  /**
   * @param name name by which requests ask for it, 2 to 64 lower-case letters, digits and dashes
   * @param props who, what, where, for how long
   */
  constructor(name: string, props: ElevationRuleProps) {
    if (Token.isUnresolved(name) || !/^[a-z][a-z0-9-]{1,63}$/.test(name)) {
      throw propError('name', 'must be 2 to 64 lower-case letters, digits and dashes', name, "write it as 'contain-payments'");
    }
    this.name = name;
    this._props = props;
    requirePlaces(name, props);
    requirePeople(name, props);
    requireTimes(props);
    requireUnique('requiredFields', (props.requiredFields ?? []).map((field) => field.name), 'name each field once');
  }

  /**
   * Everybody that the rule names.
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
   * @param patterns what fields must match, by the index that stands in the rule
   * @param people everybody who is registered
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
    throw propError('requesters', `must name somebody who may ask under rule '${name}'`, 'none', "give 'requesters' or 'requesterGroups'");
  }
  for (const person of new Set([...requesters, ...automaticRequesters])) {
    const lack = target._kind.lackOf?.(name, target._of, person);
    if (lack) { throw propError('requesters', lack.requirement, person.name, lack.fix); }
  }
  const unlisted = automaticRequesters.find((person) => requesterGroups.length === 0 && !requesters.includes(person));
  if (unlisted) {
    throw propError('automaticRequesters', `must be requesters of rule '${name}'`, unlisted.name, "add the person to 'requesters'");
  }
  // A group's members aren't known here: the construct, which knows everybody, counts those.
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
    if (value) { requireMinutes(prop, value, min, max, { tooShort: 'give people the time', tooLong }); }
  };
  bounds('maxDuration', props.maxDuration, Duration.minutes(15), Duration.hours(12), 'access that is needed for longer is no elevation');
  bounds('maxDecisionTime', props.maxDecisionTime, Duration.minutes(5), Duration.days(7), 'ask again when it is still needed');
  bounds('fallbackDelay', props.fallbackDelay, Duration.minutes(1), Duration.days(1), 'nobody waits for so long');
  bounds('maxScheduleAhead', props.maxScheduleAhead, Duration.minutes(15), Duration.days(7), 'ask when the time is nearer');
  const expiry = props.maxDecisionTime ?? Duration.hours(4);
  const fallbackDelay = props.fallbackDelay ?? Duration.minutes(15);
  if (props.fallbackApprovers?.length && fallbackDelay.toMinutes() >= expiry.toMinutes()) {
    throw propError('fallbackDelay', `must be shorter than the request's life (${expiry.toHumanString()})`, new Shown(fallbackDelay),
      "shorten it, or raise 'maxDecisionTime'");
  }
}
