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
import { checkPartition, checkScope } from './scope-check';
import { warnOfKeys } from './unknown-keys';
import { deepFreeze } from '../private/deep-freeze';
import { LIMITS, splitDocuments } from '../private/policy-document';
import { requireTyped } from '../private/typed';
import { capitals, propError, requireDuration, writeItAs } from '../private/validation';

/** One phase of your own playbook. */
export interface PlaybookPhaseProps {
  /**
   * Permissions of the phase.
   *
   * Security: every session of this phase has these permissions.
   */
  readonly statements: PlaybookStatement[];

  /**
   * Maximum length of a session of this phase, 15 minutes to 12 hours.
   *
   * @default - 4 hours for investigation, 2 for containment, 3 for forensics, 1 for recovery
   */
  readonly maxSession?: Duration;

  /**
   * Whether the phase may contain only reads, checked against the IAM action catalogue.
   *
   * @default - true for investigation, false for the other phases
   */
  readonly readOnly?: boolean;

  /**
   * Reason why this phase can't name each write action.
   *
   * Security: a wildcard also grants actions that AWS adds later. Without a reason, a wildcard for writes is an error.
   *
   * @default - wildcards that stand for writes are an error
   */
  readonly wildcardReason?: string;
}

/** Properties of your own playbook. */
export interface PlaybookProps {
  /**
   * Name as used in role names: capital letters, digits and underscores, at most 22 characters.
   */
  readonly name: string;

  /** Title for people, in one line. */
  readonly title: string;

  /**
   * Situation in which to use this playbook.
   *
   * @default - the title
   */
  readonly description?: string;

  /**
   * Permissions of the investigation phase.
   *
   * @default - the playbook has no such phase
   */
  readonly investigation?: PlaybookPhaseProps;

  /**
   * Permissions of the containment phase.
   *
   * @default - the playbook has no such phase
   */
  readonly containment?: PlaybookPhaseProps;

  /**
   * Permissions of the recovery phase.
   *
   * @default - the playbook has no such phase
   */
  readonly recovery?: PlaybookPhaseProps;

  /**
   * Permissions of the forensics phase.
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

/** The library's tests check the catalogue, so that apps don't check it at each synthesis. */
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
 * Permissions for one kind of incident, by phase: actions, resources, conditions, session length, sources.
 *
 * The catalogue follows the incident response playbooks that AWS publishes. Write your own with `new Playbook`.
 * A playbook renders to an Identity Center permission set (`PlaybookPermissionSet`), to the managed policies of a role
 * (`IncidentResponseRole`, `managedPolicyDocuments`), or to a session policy (`sessionPolicy`).
 *
 * @see https://github.com/aws-samples/aws-incident-response-playbooks
 */
export class Playbook {
  /** Access keys, passwords or sessions of an IAM principal are compromised. */
  public static readonly CREDENTIAL_COMPROMISE = new Playbook(catalogueProps('CREDENTIAL_COMPROMISE'));

  /** Data in S3 was read, copied or shared without permission. */
  public static readonly DATA_EXFILTRATION = new Playbook(catalogueProps('DATA_EXFILTRATION'));

  /** Data is encrypted or deleted for ransom. */
  public static readonly RANSOMWARE = new Playbook(catalogueProps('RANSOMWARE'));

  /** A workload is overloaded by a denial of service attack. */
  public static readonly DENIAL_OF_SERVICE = new Playbook(catalogueProps('DENIAL_OF_SERVICE'));

  /** A web application or its API is attacked. */
  public static readonly WEB_APPLICATION_ATTACK = new Playbook(catalogueProps('WEB_APPLICATION_ATTACK'));

  /** An instance or the network around it is compromised. */
  public static readonly EC2_COMPROMISE = new Playbook(catalogueProps('EC2_COMPROMISE'));

  /** A database is exposed, changed or copied. */
  public static readonly DATABASE_COMPROMISE = new Playbook(catalogueProps('DATABASE_COMPROMISE'));

  /** An analytics service (queries, warehouses, clusters) is misused. */
  public static readonly ANALYTICS_COMPROMISE = new Playbook(catalogueProps('ANALYTICS_COMPROMISE'));

  /** Models or agents are misused or stolen. */
  public static readonly AI_SERVICES_ABUSE = new Playbook(catalogueProps('AI_SERVICES_ABUSE'));

  /** A person with legitimate access abuses it. */
  public static readonly INSIDER_THREAT = new Playbook(catalogueProps('INSIDER_THREAT'));

  /** The identity provider is down. */
  public static readonly IDP_OUTAGE = new Playbook(catalogueProps('IDP_OUTAGE'));

  /** The administrators are locked out of an account. */
  public static readonly ACCOUNT_LOCKOUT = new Playbook(catalogueProps('ACCOUNT_LOCKOUT'));

  /** The identity provider or the federation is compromised. */
  public static readonly COMPROMISED_FEDERATION = new Playbook(catalogueProps('COMPROMISED_FEDERATION'));

  /** The kind of incident isn't known yet: read-only investigation, general containment, forensics, emergency operations. */
  public static readonly GENERAL_INCIDENT = new Playbook(catalogueProps('GENERAL_INCIDENT'));

  /** Every playbook of the catalogue. */
  public static catalogue(): Playbook[] {
    return CATALOGUE.map((entry) => (Playbook as unknown as { [name: string]: Playbook })[entry.name]);
  }

  /** Name as used in role names. */
  public readonly name: string;

  /** Title for people, in one line. */
  public readonly title: string;

  /** Situation in which to use this playbook. */
  public readonly description: string;

  /**
   * Condition keys that this version doesn't know.
   *
   * @internal
   */
  public readonly _unknownKeys: readonly string[];

  private readonly own: boolean;
  private readonly phaseProps: { readonly [phase in Phase]?: PlaybookPhaseProps };

  /**
   * Errors: a malformed name or one of the catalogue, no phase, unknown actions (the error gives the nearest name), a write in a
   * read-only phase, a wildcard for writes without a reason, resources that aren't ARNs, condition operators that don't exist and
   * misspelled condition keys, sessions under 15 minutes or over 12 hours.
   */
  public constructor(props: PlaybookProps) {
    if (!CHECKED.has(props)) { requireTyped('Playbook', 'PlaybookProps', props); }
    if (!NAME.test(props.name)) {
      throw propError('name', 'must be 1 to 22 capital letters, digits and underscores', props.name,
        writeItAs(props.name, (text) => capitals(text, 22), NAME, 'CREDENTIAL_COMPROMISE'));
    }
    if (!CHECKED.has(props) && CATALOGUE.some(({ name }) => name === props.name)) {
      throw propError('name', 'must not be that of a playbook of the library, from which proofs and runbooks know what it allows', props.name,
        `use Playbook.${props.name}, or choose another name`);
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
    this.own = !CHECKED.has(props);
    this._unknownKeys = CHECKED.has(props) ? [] : [...new Set(this.phases.flatMap((phase) => this._check(phase)))];
  }

  /** Phases of this playbook, in the order of an incident. */
  public get phases(): Phase[] {
    return Object.values(Phase).filter((phase) => this.phaseProps[phase] !== undefined);
  }

  /**
   * Permissions of a phase, with placeholders.
   *
   * @param phase one of `phases`
   */
  public statements(phase: Phase): PlaybookStatement[] {
    return this.phase(phase).statements;
  }

  /**
   * Maximum length of a session of a phase.
   *
   * @param phase one of `phases`
   */
  public maxSession(phase: Phase): Duration {
    return this.phase(phase).maxSession ?? Duration.hours(DEFAULT_MAX_HOURS[phase]);
  }

  /**
   * Whether a phase contains only reads.
   *
   * @param phase one of `phases`
   */
  public isReadOnly(phase: Phase): boolean {
    return this.phase(phase).readOnly ?? phase === Phase.INVESTIGATION;
  }

  /**
   * A phase as the policy of one STS session: pass it to AssumeRole as `Policy`.
   *
   * Errors: more than 2,048 characters. STS also compresses the policy together with the session tags, and refuses it over a
   * packed limit that can't be checked here.
   *
   * @param scope construct whose account and partition the policy contains
   * @param phase one of `phases`
   * @param playbookScope resources of the actions
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  public sessionPolicy(scope: IConstruct, phase: Phase, playbookScope?: PlaybookScope): iam.PolicyDocument {
    this._checkFor(scope, playbookScope);
    return iam.PolicyDocument.fromJson(renderSingleDocument(
      this.label(phase), 'sessionPolicy', this.statements(phase), placeholdersFor(Stack.of(scope), playbookScope)));
  }

  /**
   * Phases as customer managed policies, as few as possible.
   *
   * @param scope construct whose account and partition the policies contain
   * @param phases the phases to allow
   * @param playbookScope resources of the actions
   */
  public managedPolicyDocuments(scope: IConstruct, phases: Phase[], playbookScope?: PlaybookScope): iam.PolicyDocument[] {
    this._checkFor(scope, playbookScope);
    const placeholders = placeholdersFor(Stack.of(scope), playbookScope);
    const statements = renderAllows(phases.flatMap((phase) => this.statements(phase)), placeholders);
    return splitDocuments([...statements, ...highRiskDenies()], LIMITS.managedPolicy).map((document) => iam.PolicyDocument.fromJson(document));
  }

  /** @internal */
  public _permissionSetPolicy(scope: IConstruct, phase: Phase, playbookScope?: PlaybookScope): any {
    this._checkFor(scope, playbookScope);
    return renderSingleDocument(
      this.label(phase), 'permissionSet', this.statements(phase), placeholdersFor(Stack.of(scope), playbookScope, true));
  }

  /**
   * Checks what only the place can tell in which the playbook is used.
   *
   * @internal
   */
  public _checkFor(scope: IConstruct, playbookScope?: PlaybookScope): void {
    if (playbookScope !== undefined) { requireTyped(`playbook '${this.name}' in ${scope.node.path}`, 'PlaybookScope', playbookScope); }
    checkScope(scope, playbookScope);
    if (this.own) { checkPartition(scope, `playbook '${this.name}'`, this.phases.flatMap((phase) => this.statements(phase))); }
    warnOfKeys(scope, `playbook '${this.name}'`, this._unknownKeys);
  }

  /** @internal */
  public _hasPhase(phase: Phase): boolean {
    return this.phaseProps[phase] !== undefined;
  }

  /**
   * Throws for what `checkPhase` refuses, and returns the condition keys that it doesn't know.
   *
   * @internal
   */
  public _check(phase: Phase): string[] {
    const props = this.phase(phase);
    requireDuration(`${phase.toLowerCase()}.maxSession`, this.maxSession(phase), Duration.minutes(15), Duration.hours(12),
      { tooShort: 'STS allows no shorter session', tooLong: 'IAM allows no longer session; assume the role again' });
    return checkPhase(this.label(phase), props.statements, this.isReadOnly(phase), props.wildcardReason);
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
