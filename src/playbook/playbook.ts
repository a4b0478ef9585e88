import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { CATALOGUE } from './catalogue';
import { CataloguePhase, CataloguePlaybook } from './catalogue/format';
import { highRiskDenies } from './high-risk-denies';
import { Phase } from './phase';
import { checkPhase } from './phase-check';
import { placeholdersFor } from './placeholders';
import { PlaybookScope } from './playbook-scope';
import { PlaybookStatement } from './playbook-statement';
import { renderAllows, renderSingleDocument } from './rendering';
import { deepFreeze } from '../private/deep-freeze';
import { LIMITS, splitDocuments } from '../private/policy-document';
import { capitals, propError, requireDuration, writeItAs } from '../private/validation';

/** One phase of a playbook of your own. */
export interface PlaybookPhaseProps {
  /**
   * What the phase allows.
   *
   * Security: everything named here is given to whoever holds a session of this phase.
   */
  readonly statements: PlaybookStatement[];

  /**
   * The longest session of this phase, 15 minutes to 12 hours.
   *
   * @default - 4 hours for investigation, 2 for containment, 3 for forensics, 1 for recovery
   */
  readonly maxSession?: Duration;

  /**
   * The phase must contain no action that changes anything; checked against the IAM action catalogue.
   *
   * @default - true for investigation, false for the other phases
   */
  readonly readOnly?: boolean;

  /**
   * Why this phase can't name its write actions one by one.
   *
   * Security: without it a wildcard in a phase that writes is an error. A wildcard grants every action that AWS will
   * ever add under that name.
   *
   * @default - wildcards that stand for writes are an error
   */
  readonly wildcardReason?: string;
}

/** A playbook of your own. */
export interface PlaybookProps {
  /**
   * Name as used in role names: capital letters, digits and underscores, at most 22 characters.
   */
  readonly name: string;

  /** One line for people. */
  readonly title: string;

  /**
   * What happened when this playbook is taken from the shelf.
   *
   * @default - the title
   */
  readonly description?: string;

  /**
   * What a session of the investigation phase may do.
   *
   * @default - the playbook has no such phase
   */
  readonly investigation?: PlaybookPhaseProps;

  /**
   * What a session of the containment phase may do.
   *
   * @default - the playbook has no such phase
   */
  readonly containment?: PlaybookPhaseProps;

  /**
   * What a session of the recovery phase may do.
   *
   * @default - the playbook has no such phase
   */
  readonly recovery?: PlaybookPhaseProps;

  /**
   * What a session of the forensics phase may do.
   *
   * @default - the playbook has no such phase
   */
  readonly forensics?: PlaybookPhaseProps;
}

const NAME = /^[A-Z][A-Z0-9_]{0,21}$/;

const DEFAULT_MAX_HOURS: { readonly [phase in Phase]: number } = {
  [Phase.INVESTIGATION]: 4,
  [Phase.CONTAINMENT]: 2,
  [Phase.FORENSICS]: 3,
  [Phase.RECOVERY]: 1,
};

/** Catalogue data is checked once, by the library's tests, and not on every synthesis of every app. */
const CHECKED = new WeakSet<PlaybookProps>();

function catalogueProps(name: string): PlaybookProps {
  const data: CataloguePlaybook = CATALOGUE.find((entry) => entry.name === name)!;
  const phase = (entry: CataloguePhase): PlaybookPhaseProps => ({
    statements: [...entry.statements],
    maxSession: Duration.hours(entry.maxSessionHours),
    readOnly: entry.readOnly,
    wildcardReason: entry.wildcardReason,
  });
  const props: PlaybookProps = {
    name,
    title: data.title,
    description: data.description,
    investigation: phase(data.investigation),
    containment: phase(data.containment),
    recovery: phase(data.recovery),
    forensics: phase(data.forensics),
  };
  CHECKED.add(props);
  return props;
}

/**
 * What an incident of one kind needs, phase by phase: actions, resources, conditions, session length, sources.
 *
 * The catalogue follows the incident response playbooks that AWS publishes. Write your own with `new Playbook`.
 * A playbook renders to an Identity Center permission set (`PlaybookPermissionSet`), to the managed policies of a role
 * (`IncidentResponseRole`, `managedPolicyDocuments`), or to a session policy (`sessionPolicy`).
 *
 * @see https://github.com/aws-samples/aws-incident-response-playbooks
 */
export class Playbook {
  /** Access keys, passwords or sessions of an IAM principal are in the wrong hands. */
  public static readonly CREDENTIAL_COMPROMISE = new Playbook(catalogueProps('CREDENTIAL_COMPROMISE'));

  /** Data in S3 was read, copied or shared without permission. */
  public static readonly DATA_EXFILTRATION = new Playbook(catalogueProps('DATA_EXFILTRATION'));

  /** Data is encrypted or deleted for ransom. */
  public static readonly RANSOMWARE = new Playbook(catalogueProps('RANSOMWARE'));

  /** A workload is flooded. */
  public static readonly DENIAL_OF_SERVICE = new Playbook(catalogueProps('DENIAL_OF_SERVICE'));

  /** A web application or its interface is attacked. */
  public static readonly WEB_APPLICATION_ATTACK = new Playbook(catalogueProps('WEB_APPLICATION_ATTACK'));

  /** An instance or the network around it is compromised. */
  public static readonly EC2_COMPROMISE = new Playbook(catalogueProps('EC2_COMPROMISE'));

  /** A database is exposed, altered or taken. */
  public static readonly DATABASE_COMPROMISE = new Playbook(catalogueProps('DATABASE_COMPROMISE'));

  /** An analytics service (queries, warehouses, clusters) is misused. */
  public static readonly ANALYTICS_COMPROMISE = new Playbook(catalogueProps('ANALYTICS_COMPROMISE'));

  /** Models or agents are misused or stolen. */
  public static readonly AI_SERVICES_ABUSE = new Playbook(catalogueProps('AI_SERVICES_ABUSE'));

  /** Somebody with legitimate access abuses it. */
  public static readonly INSIDER_THREAT = new Playbook(catalogueProps('INSIDER_THREAT'));

  /** The identity provider is down. */
  public static readonly IDP_OUTAGE = new Playbook(catalogueProps('IDP_OUTAGE'));

  /** The administrators are locked out of an account. */
  public static readonly ACCOUNT_LOCKOUT = new Playbook(catalogueProps('ACCOUNT_LOCKOUT'));

  /** The federation itself is in the wrong hands. */
  public static readonly COMPROMISED_FEDERATION = new Playbook(catalogueProps('COMPROMISED_FEDERATION'));

  /** Nobody knows yet what it is: read-only investigation, general containment, forensics, emergency operations. */
  public static readonly GENERAL_INCIDENT = new Playbook(catalogueProps('GENERAL_INCIDENT'));

  /** Every playbook of the catalogue. */
  public static catalogue(): Playbook[] {
    return CATALOGUE.map((entry) => (Playbook as unknown as { [name: string]: Playbook })[entry.name]);
  }

  /** Name as used in role names. */
  public readonly name: string;

  /** One line for people. */
  public readonly title: string;

  /** When this playbook is taken from the shelf. */
  public readonly description: string;

  private readonly phaseProps: { readonly [phase in Phase]?: PlaybookPhaseProps };

  /**
   * Errors: a name of another shape, no phase at all, unknown actions (with the nearest name), a write in a read-only
   * phase, a write wildcard without a reason, sessions under 15 minutes or over 12 hours.
   */
  public constructor(props: PlaybookProps) {
    if (typeof props.name !== 'string' || !NAME.test(props.name)) {
      throw propError('name', 'must be 1 to 22 capital letters, digits and underscores', props.name,
        writeItAs(props.name, (text) => capitals(text, 22), NAME, 'CREDENTIAL_COMPROMISE'));
    }
    this.name = props.name;
    this.title = props.title;
    this.description = props.description ?? props.title;
    const kept = (given?: PlaybookPhaseProps) => given && { ...given, statements: deepFreeze(structuredClone(given.statements)) };
    this.phaseProps = {
      [Phase.INVESTIGATION]: kept(props.investigation),
      [Phase.CONTAINMENT]: kept(props.containment),
      [Phase.RECOVERY]: kept(props.recovery),
      [Phase.FORENSICS]: kept(props.forensics),
    };
    if (this.phases.length === 0) {
      throw new Error(`playbook '${props.name}' has no phase; give at least one of 'investigation', 'containment', 'recovery', 'forensics'`);
    }
    if (!CHECKED.has(props)) {
      this.phases.forEach((phase) => this._check(phase));
    }
  }

  /** The phases this playbook has, in the order of an incident. */
  public get phases(): Phase[] {
    return Object.values(Phase).filter((phase) => this.phaseProps[phase] !== undefined);
  }

  /**
   * What a phase allows, with placeholders.
   *
   * @param phase one of `phases`
   */
  public statements(phase: Phase): PlaybookStatement[] {
    return this.phase(phase).statements;
  }

  /**
   * The longest session of a phase.
   *
   * @param phase one of `phases`
   */
  public maxSession(phase: Phase): Duration {
    return this.phase(phase).maxSession ?? Duration.hours(DEFAULT_MAX_HOURS[phase]);
  }

  /**
   * Whether a phase may only read.
   *
   * @param phase one of `phases`
   */
  public isReadOnly(phase: Phase): boolean {
    return this.phase(phase).readOnly ?? phase === Phase.INVESTIGATION;
  }

  /**
   * A phase as the policy of one STS session: pass it to AssumeRole as `Policy`.
   *
   * Errors: more than 2,048 characters. STS also packs the policy together with the session tags, and refuses what is
   * over its packed limit; that figure is only known to STS.
   *
   * @param scope where the policy will be used: its account and partition are written into it
   * @param phase one of `phases`
   * @param playbookScope what the actions may touch
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  public sessionPolicy(scope: IConstruct, phase: Phase, playbookScope?: PlaybookScope): iam.PolicyDocument {
    return iam.PolicyDocument.fromJson(renderSingleDocument(
      this.label(phase), 'sessionPolicy', this.statements(phase), placeholdersFor(Stack.of(scope), playbookScope)));
  }

  /**
   * Phases as customer managed policies, as few as hold them.
   *
   * @param scope where the policies will be used
   * @param phases the phases to allow
   * @param playbookScope what the actions may touch
   */
  public managedPolicyDocuments(scope: IConstruct, phases: Phase[], playbookScope?: PlaybookScope): iam.PolicyDocument[] {
    const placeholders = placeholdersFor(Stack.of(scope), playbookScope);
    const statements = renderAllows(phases.flatMap((phase) => this.statements(phase)), placeholders);
    return splitDocuments([...statements, ...highRiskDenies()], LIMITS.managedPolicy).map((document) => iam.PolicyDocument.fromJson(document));
  }

  /** @internal */
  public _permissionSetPolicy(scope: IConstruct, phase: Phase, playbookScope?: PlaybookScope): any {
    return renderSingleDocument(
      this.label(phase), 'permissionSet', this.statements(phase), placeholdersFor(Stack.of(scope), playbookScope, true));
  }

  /** @internal */
  public _hasPhase(phase: Phase): boolean {
    return this.phaseProps[phase] !== undefined;
  }

  /**
   * Throws for what the IAM action catalogue doesn't know or doesn't count as a read.
   *
   * @internal
   */
  public _check(phase: Phase): void {
    const props = this.phase(phase);
    requireDuration(`${phase.toLowerCase()}.maxSession`, this.maxSession(phase), Duration.minutes(15), Duration.hours(12),
      { tooShort: 'STS gives no shorter session', tooLong: 'IAM allows no longer session; assume the role again instead' });
    checkPhase(this.label(phase), props.statements, this.isReadOnly(phase), props.wildcardReason);
  }

  private phase(phase: Phase): PlaybookPhaseProps {
    const props = this.phaseProps[phase];
    if (!props) {
      throw propError('phase', `must be a phase that playbook '${this.name}' has (${this.phases.join(', ')})`, phase, 'choose one of these');
    }
    return props;
  }

  private label(phase: Phase): string {
    return `playbook '${this.name}', phase ${phase}`;
  }
}
