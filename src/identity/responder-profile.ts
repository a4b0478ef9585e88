import { Duration } from 'aws-cdk-lib';
import { LEAD_THE_INCIDENT, REPAIR_IAM, SEE_THE_ACCOUNT, WORK_ON_INSTANCES } from './profile-statements';
import { Phase } from '../playbook/phase';
import { checkPhase } from '../playbook/phase-check';
import { PlaybookStatement } from '../playbook/playbook-statement';
import { deepFreeze } from '../private/deep-freeze';
import { capitals, propError, requireDuration, writeItAs } from '../private/validation';

/** A profile of your own. */
export interface CustomProfileProps {
  /** Name as used in role names: capital letters, digits and underscores, at most 21 characters. */
  readonly name: string;

  /** What a responder of this profile does. */
  readonly description: string;

  /** The longest session, 1 to 12 hours. */
  readonly maxSession: Duration;

  /**
   * The phases of the playbook that the profile may work in.
   *
   * Security: everything that the playbook allows in these phases is given.
   */
  readonly phases: Phase[];

  /**
   * What the profile allows besides the playbook.
   *
   * Security: given in every incident, whatever the playbook.
   *
   * @default - reading configuration and findings of the account
   */
  readonly statements?: PlaybookStatement[];

  /**
   * Why `statements` can't name its write actions one by one.
   *
   * @default - wildcards that stand for writes are an error
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
}

/**
 * What kind of responder a role is for: which phases of the playbook, for how long, and what besides.
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

  /** Leads: sees everything, keeps the incident's record, calls for help. Sessions of at most 8 hours. */
  public static readonly INCIDENT_COMMANDER = new ResponderProfile({
    name: 'INCIDENT_COMMANDER',
    description: 'Leads the incident: sees everything, keeps its record, calls for help',
    maxSession: Duration.hours(8),
    phases: [Phase.INVESTIGATION],
    statements: [...SEE_THE_ACCOUNT, ...LEAD_THE_INCIDENT],
  });

  /** Restores service on instances that were opened for it. Sessions of at most 4 hours. */
  public static readonly CLOUD_ADMINISTRATOR = new ResponderProfile({
    name: 'CLOUD_ADMINISTRATOR',
    description: 'Restores service, on instances that were opened for it',
    maxSession: Duration.hours(4),
    phases: [Phase.INVESTIGATION, Phase.RECOVERY],
    statements: [...SEE_THE_ACCOUNT, ...WORK_ON_INSTANCES],
  });

  /** The last resort: every phase, and the repair of IAM inside its own boundary. Sessions of at most 1 hour. */
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
   * A profile of your own.
   *
   * It is held by the same boundary as the others: it can't touch IAM beyond quarantine, the alarms, the break-glass
   * principals or the account itself, whatever its statements say.
   *
   * Errors: a name of another shape, no phases, an empty list of statements, sessions under 1 or over 12 hours, unknown actions (with the nearest
   * name), write wildcards without a reason.
   *
   * @param props what the profile allows
   */
  public static custom(props: CustomProfileProps): ResponderProfile {
    const taken = (name: string) => ResponderProfile.standard().some((profile) => profile.name === name);
    if (typeof props.name !== 'string' || !NAME.test(props.name)) {
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
      { tooShort: 'IAM has no shorter role session', tooLong: 'IAM has no longer role session; assume the role again instead' });
    if (props.statements?.length === 0) {
      throw propError('statements', 'must hold at least one statement', 'none', "leave 'statements' out for reading configuration and findings");
    }
    if (props.statements) {
      checkPhase(`profile '${props.name}'`, props.statements, false, props.wildcardReason);
    }
    return new ResponderProfile({ ...props, phases: [...new Set(props.phases)], statements: props.statements ?? SEE_THE_ACCOUNT });
  }

  /** Name as used in role names. */
  public readonly name: string;

  /** What a responder of this profile does. */
  public readonly description: string;

  /** The longest session. */
  public readonly maxSession: Duration;

  /** The phases of the playbook that the profile may work in. */
  public readonly phases: Phase[];

  /** What the profile allows besides the playbook, with placeholders. */
  public readonly statements: PlaybookStatement[];

  /** @internal */
  public readonly _repairsIam: boolean;

  private constructor(data: ProfileData) {
    this.name = data.name;
    this.description = data.description;
    this.maxSession = data.maxSession;
    this.phases = deepFreeze([...data.phases]);
    this.statements = deepFreeze(structuredClone(data.statements));
    this._repairsIam = data.repairsIam ?? false;
  }
}
