import { Duration } from 'aws-cdk-lib';
import { LEAD_THE_INCIDENT, REPAIR_IAM, SEE_THE_ACCOUNT, WORK_ON_INSTANCES } from './profile-statements';
import { Phase } from '../playbook/phase';
import { checkPhase } from '../playbook/phase-check';
import { PlaybookStatement } from '../playbook/playbook-statement';
import { deepFreeze } from '../private/deep-freeze';
import { requireTyped } from '../private/typed';
import { capitals, propError, requireDuration, writeItAs } from '../private/validation';

/** Properties of your own profile. */
export interface CustomProfileProps {
  /** Name as used in role names: capital letters, digits and underscores, at most 21 characters. */
  readonly name: string;

  /** Work of a responder of this profile, in one line. */
  readonly description: string;

  /** Maximum length of a session, 1 to 12 hours. */
  readonly maxSession: Duration;

  /**
   * Phases of the playbook that the profile allows.
   *
   * Security: the role gets all permissions of the playbook in these phases.
   */
  readonly phases: Phase[];

  /**
   * Permissions of the profile besides the playbook.
   *
   * Security: the role gets these permissions with every playbook.
   *
   * @default - read access to configuration and findings of the account
   */
  readonly statements?: PlaybookStatement[];

  /**
   * Reason why `statements` can't name each write action.
   *
   * @default - a wildcard for write actions is an error
   */
  readonly wildcardReason?: string;
}

const NAME = /^[A-Z][A-Z0-9_]{0,20}$/;

/** The library's own profiles, as data. */
interface ProfileData {
  readonly name: string;
  readonly description: string;
  readonly maxSession: Duration;
  readonly phases: Phase[];
  readonly statements: PlaybookStatement[];
  readonly repairsIam?: boolean;
  readonly unknownKeys?: readonly string[];
}

/**
 * Kind of responder: the phases of the playbook, the maximum length of a session, and further permissions.
 *
 * @see https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_incident_response_pre_provision_access.html
 */
export class ResponderProfile {
  /** Finds out what happened. Reads only. Sessions of at most 4 hours. */
  public static readonly SECURITY_INVESTIGATOR = new ResponderProfile({
    name: 'SECURITY_INVESTIGATOR',
    description: 'Finds out what happened; reads only',
    maxSession: Duration.hours(4),
    phases: [Phase.INVESTIGATION],
    statements: SEE_THE_ACCOUNT,
  });

  /** Stops the incident and puts the workload back. Sessions of at most 8 hours. */
  public static readonly INCIDENT_RESPONDER = new ResponderProfile({
    name: 'INCIDENT_RESPONDER',
    description: 'Stops the incident and puts the workload back',
    maxSession: Duration.hours(8),
    phases: [Phase.INVESTIGATION, Phase.CONTAINMENT, Phase.RECOVERY],
    statements: SEE_THE_ACCOUNT,
  });

  /** Takes and keeps evidence. Sessions of at most 4 hours. */
  public static readonly FORENSICS_ANALYST = new ResponderProfile({
    name: 'FORENSICS_ANALYST',
    description: 'Takes and keeps evidence',
    maxSession: Duration.hours(4),
    phases: [Phase.INVESTIGATION, Phase.FORENSICS],
    statements: SEE_THE_ACCOUNT,
  });

  /** Leads the incident: sees the configuration of the account, keeps the incident's record, calls for help. Sessions of at most 8 hours. */
  public static readonly INCIDENT_COMMANDER = new ResponderProfile({
    name: 'INCIDENT_COMMANDER',
    description: 'Leads the incident: sees everything, keeps its record, calls for help',
    maxSession: Duration.hours(8),
    phases: [Phase.INVESTIGATION],
    statements: [...SEE_THE_ACCOUNT, ...LEAD_THE_INCIDENT],
  });

  /** Restores service on instances that carry the tag for it. Sessions of at most 4 hours. */
  public static readonly CLOUD_ADMINISTRATOR = new ResponderProfile({
    name: 'CLOUD_ADMINISTRATOR',
    description: 'Restores service, on instances that were opened for it',
    maxSession: Duration.hours(4),
    phases: [Phase.INVESTIGATION, Phase.RECOVERY],
    statements: [...SEE_THE_ACCOUNT, ...WORK_ON_INSTANCES],
  });

  /** The last resort: all phases of the playbook, and the repair of IAM within its own boundary. Sessions of at most 1 hour. */
  public static readonly BREAK_GLASS_ADMIN = new ResponderProfile({
    name: 'BREAK_GLASS_ADMIN',
    description: 'The last resort: every phase, and the repair of IAM inside its own boundary',
    maxSession: Duration.hours(1),
    phases: [Phase.INVESTIGATION, Phase.CONTAINMENT, Phase.RECOVERY, Phase.FORENSICS],
    statements: [...SEE_THE_ACCOUNT, ...REPAIR_IAM],
    repairsIam: true,
  });

  /** The six profiles of the library. */
  public static standard(): ResponderProfile[] {
    return [
      ResponderProfile.SECURITY_INVESTIGATOR,
      ResponderProfile.INCIDENT_RESPONDER,
      ResponderProfile.FORENSICS_ANALYST,
      ResponderProfile.INCIDENT_COMMANDER,
      ResponderProfile.CLOUD_ADMINISTRATOR,
      ResponderProfile.BREAK_GLASS_ADMIN,
    ];
  }

  /**
   * Creates your own profile.
   *
   * The boundary limits it like the other profiles. Whatever its statements say, it can't create users or credentials, lift
   * boundaries, write roles, silence the alarms, change the break-glass principals, or close the account. Other IAM actions that
   * the statements name, such as `iam:DeleteUser`, are allowed.
   *
   * Errors: a malformed name, no phases, an empty list of statements, sessions under 1 or over 12 hours, unknown actions (the
   * error gives the nearest name), wildcards for write actions without a reason, resources that aren't ARNs, condition operators
   * that don't exist, misspelled condition keys.
   *
   * @param props properties of the profile
   */
  public static custom(props: CustomProfileProps): ResponderProfile {
    requireTyped('ResponderProfile.custom', 'CustomProfileProps', props);
    const taken = (name: string) => ResponderProfile.standard().some((profile) => profile.name === name);
    if (!NAME.test(props.name)) {
      throw propError('name', 'must be 1 to 21 capital letters, digits and underscores', props.name,
        writeItAs(props.name, (text) => capitals(text, 21), (text) => NAME.test(text) && !taken(text), 'NETWORK_ENGINEER'));
    }
    if (taken(props.name)) {
      throw propError('name', "must not be that of one of the library's profiles", props.name, 'choose another name');
    }
    if (props.phases.length === 0) {
      throw propError('phases', 'must hold at least one phase', 'none', 'add Phase.INVESTIGATION');
    }
    requireDuration('maxSession', props.maxSession, Duration.hours(1), Duration.hours(12),
      { tooShort: 'IAM allows no shorter session of a role', tooLong: 'IAM allows no longer session of a role; assume the role again' });
    if (props.statements?.length === 0) {
      throw propError('statements', 'must hold at least one statement', 'none', "leave 'statements' out for reading configuration and findings");
    }
    const unknownKeys = props.statements && checkPhase(`profile '${props.name}'`, props.statements, false, props.wildcardReason);
    return new ResponderProfile({ ...props, phases: [...new Set(props.phases)], statements: props.statements ?? SEE_THE_ACCOUNT, unknownKeys });
  }

  /** Name as used in role names. */
  public readonly name: string;

  /** Work of a responder of this profile, in one line. */
  public readonly description: string;

  /** Maximum length of a session. */
  public readonly maxSession: Duration;

  /** Phases of the playbook that the profile allows. */
  public readonly phases: Phase[];

  /** Permissions of the profile besides the playbook, with placeholders. */
  public readonly statements: PlaybookStatement[];

  /** @internal */
  public readonly _repairsIam: boolean;

  /**
   * Condition keys that this version doesn't know.
   *
   * @internal
   */
  public readonly _unknownKeys: readonly string[];

  private constructor(data: ProfileData) {
    this.name = data.name;
    this.description = data.description;
    this.maxSession = data.maxSession;
    this.phases = deepFreeze([...data.phases]);
    this.statements = deepFreeze(structuredClone(data.statements));
    this._repairsIam = data.repairsIam ?? false;
    this._unknownKeys = data.unknownKeys ?? [];
  }
}
