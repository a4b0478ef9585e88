import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { WorkflowContext } from './engine/context';
import { BROKER_ROLE_NAME, ELEVATION_PATH, REVOKER_ROLE_NAME } from './engine/names';
import { ACCOUNT_ASSIGNMENT } from './grants/account-assignment';
import { Grants } from './grants/grants';
import { SCOPED_SESSION } from './grants/scoped-session';
import { rulesOf } from './grants/target-kind';
import { useKeyThrough } from './resources/key-use';
import { Machine, MachineProps } from './resources/machine';
import { ElevationStore } from './resources/store';
import { decide } from './workflows/decide';
import { end } from './workflows/end';
import { FollowUp, followUp } from './workflows/follow-up';
import { issue } from './workflows/issue';
import { life } from './workflows/life';
import { read } from './workflows/read';
import { reconcile } from './workflows/reconcile';
import { submit } from './workflows/submit';
import { takeGlobalName } from '../private/global-names';

/** What `ElevationMachines` needs. */
export interface ElevationMachinesProps {
  readonly context: WorkflowContext;
  readonly store: ElevationStore;
  readonly instanceArn: string;
  /** Names of the people who can read all requests. */
  readonly auditors: readonly string[];
}

const { STANDARD, EXPRESS } = sfn.StateMachineType;

/** API Gateway waits 29 seconds for an answer. */
const ANSWER = { type: EXPRESS, timeout: Duration.seconds(28) };

type Workflow = Omit<MachineProps, 'encryptionKey' | 'logGroup'>;

/** The workflows of elevated access. A workflow that starts another one is created after it: its definition holds the other's ARN. */
export class ElevationMachines {
  /** Ends an access. */
  public readonly end: sfn.StateMachine;
  /** Grants an approved access. */
  public readonly life: sfn.StateMachine;
  public readonly submit: sfn.StateMachine;
  public readonly decide: sfn.StateMachine;
  public readonly read: sfn.StateMachine;
  /** Issues sessions; only if a rule grants sessions. */
  public readonly issue?: sfn.StateMachine;
  public readonly reconcile: sfn.StateMachine;

  private readonly made: sfn.StateMachine[] = [];

  constructor(private readonly scope: Construct, private readonly props: ElevationMachinesProps) {
    const { context, store, instanceArn, auditors } = props;
    const { rulebook } = context;

    this.end = this.machine('End', {
      comment: 'Ends an elevated access',
      type: STANDARD,
      timeout: Duration.hours(2),
      role: rulebook.targets.some(({ parts }) => parts.sessionRevocation) ? this.role('Revoker', REVOKER_ROLE_NAME, 'Ends elevated accesses and their sessions') : undefined,
      definition: (inside) => end(inside, context, new Grants(context, instanceArn)),
    });
    useKeyThrough(this.end.role, store.key, 'sqs');
    const ending = { ...context, endArn: this.end.stateMachineArn };

    this.life = this.machine('Life', {
      comment: 'Grants an approved access when it starts',
      type: STANDARD,
      timeout: Duration.days(8),
      definition: (inside) => life(inside, ending, new Grants(ending, instanceArn)),
    });
    const starting = { ...ending, lifeArn: this.life.stateMachineArn };

    this.submit = this.machine('Submit', { ...ANSWER, comment: 'Accepts a request for elevated access', definition: (inside) => submit(inside, starting) });
    this.decide = this.machine('Decide', {
      ...ANSWER, comment: 'Accepts a decision on a request for elevated access', definition: (inside) => decide(inside, starting, auditors),
    });
    this.read = this.machine('Read', { ...ANSWER, comment: 'Shows requests for elevated access', definition: (inside) => read(inside, context, auditors) });
    this.issue = rulesOf(rulebook, SCOPED_SESSION).length === 0 ? undefined : this.machine('Issue', {
      ...ANSWER,
      comment: 'Issues a session to the requester of an approved access',
      role: this.role('Broker', BROKER_ROLE_NAME, 'Issues sessions for approved requests'),
      definition: (inside) => issue(inside, context),
    });

    const assignments = rulesOf(rulebook, ACCOUNT_ASSIGNMENT).length > 0;
    this.reconcile = this.machine('Reconcile', {
      comment: 'Compares the ledger with the clock and with existing accesses',
      type: STANDARD,
      timeout: Duration.hours(1),
      definition: (inside) => reconcile(inside, starting, assignments ? instanceArn : undefined),
    });
  }

  /** All workflows that were created. */
  public get all(): readonly sfn.StateMachine[] {
    return this.made;
  }

  /** The workflow that follows up accesses that were granted or have ended. */
  public followUp(props: FollowUp): sfn.StateMachine {
    return this.machine('FollowUp', {
      comment: 'Follows up accesses that were granted or have ended',
      type: STANDARD,
      timeout: Duration.minutes(15),
      definition: (inside) => followUp(inside, this.props.context, props),
    });
  }

  private machine(id: string, workflow: Workflow): sfn.StateMachine {
    const { key, logGroup } = this.props.store;
    const { stateMachine } = new Machine(this.scope, id, { ...workflow, encryptionKey: key, logGroup });
    this.made.push(stateMachine);
    return stateMachine;
  }

  /** A role with a fixed name, which trust policies in this and other accounts name. */
  private role(id: string, roleName: string, description: string): iam.Role {
    takeGlobalName(this.scope, 'rules', 'role', roleName,
      'grant sessions, and permission sets whose sessions are ended, by one ElevatedAccess of an account');
    return new iam.Role(this.scope, id, {
      roleName,
      path: ELEVATION_PATH,
      description,
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this.scope).account } } }),
    });
  }
}
