import { App, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BreakGlassAlarm, BreakGlassAlarmProps, BreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic } from '../../../src';
import { ALARM_CHAIN_CLAIMS } from '../../../src/claims/alarm-chain/claims';
import { ELEVATION_ALARMS_CLAIM } from '../../../src/claims/alarm-chain/elevation';
import { Claim, ClaimResult, CLAIM_GROUPS, CLAIMS, prove, readAssembly, SynthesizedStack } from '../../../src/claims/internal';

export const ACCOUNT = '111111111111';
export const REGION = 'us-east-1';

/** The claims about the way from the trail to a person. */
export const CHAIN: readonly Claim[] = [...ALARM_CHAIN_CLAIMS, ELEVATION_ALARMS_CLAIM];

/** With those about what the patterns see. */
export const ALARMS: readonly Claim[] = [...CLAIM_GROUPS.find(({ title }) => title === 'Alarms')!.claims, ELEVATION_ALARMS_CLAIM];

export function stackIn(app: App, id: string = 'Stack'): Stack {
  return new Stack(app, id, { env: { account: ACCOUNT, region: REGION } });
}

/** An alarm on a user and a role of another app. */
export function alarmOn(stack: Stack, notify: NotificationTarget[], props: Partial<BreakGlassAlarmProps> = {}, id: string = 'Alarm'): BreakGlassAlarm {
  return new BreakGlassAlarm(stack, id, {
    trailLogGroup: LogGroup.fromLogGroupName(stack, `${id}Trail`, 'organization-trail'),
    users: [BreakGlassUser.fromUserArn(stack, `${id}User`, `arn:aws:iam::${ACCOUNT}:user/bg/jane.doe-BREAK-GLASS`)],
    roles: [IncidentResponseRole.fromRoleArn(stack, `${id}Role`, `arn:aws:iam::${ACCOUNT}:role/bg/BREAK-GLASS-A`)],
    notify,
    ...props,
  });
}

/** The stacks of an app that these lines fill. */
export function synthesized(build: (stack: Stack, app: App) => void): SynthesizedStack[] {
  const app = new App({ analyticsReporting: false });
  build(stackIn(app), app);
  return readAssembly(app.synth().directory);
}

let simple: SynthesizedStack[] | undefined;

/** A copy of the templates of an alarm with a log group, a topic and a subscription, to be changed in place. */
export function simpleAlarm(): Changed {
  simple ??= synthesized((stack) => {
    const { topic } = new NotificationTopic(stack, 'Topic', { emails: ['oncall@example.com'] });
    alarmOn(stack, [NotificationTarget.topic(topic), NotificationTarget.opsItem()], { trailLogGroup: new LogGroup(stack, 'Trail', { logGroupName: 'organization-trail' }) });
  });
  return new Changed(simple.map((stack) => ({ ...stack, template: JSON.parse(JSON.stringify(stack.template)) })));
}

/** Templates, to be changed in place. */
export class Changed {
  constructor(public readonly stacks: readonly SynthesizedStack[]) {}

  public get resources(): { [logicalId: string]: any } { return this.stacks[0].template.Resources; }

  /** Properties of the first resource of a type whose name has this text. */
  public props(type: string, text: string = ''): any {
    return this.all(type, text)[0];
  }

  public all(type: string, text: string = ''): any[] {
    const matching = this.stacks.flatMap(({ template }) => Object.entries<any>(template.Resources))
      .filter(([id, { Type, Properties }]) => Type === type && `${id} ${Properties.FilterName ?? Properties.AlarmName ?? JSON.stringify(Properties.Name)}`.includes(text));
    if (matching.length === 0) { throw new Error(`no ${type} ${text} to change`); }
    return matching.map(([, { Properties }]) => Properties);
  }

  public add(type: string, properties: any): void {
    this.resources[`Added${Object.keys(this.resources).length}`] = { Type: type, Properties: properties };
  }
}

export function failing(stacks: readonly SynthesizedStack[], claims: readonly Claim[] = ALARMS): string[] {
  return prove(stacks, { claims }).filter(({ verdict }) => verdict === 'fails').map(({ id }) => id);
}

/** Everything that the claims find, as readable lines. */
export function found(stacks: readonly SynthesizedStack[], claims: readonly Claim[] = ALARMS): string[] {
  return prove(stacks, { claims }).flatMap(({ id, counterExamples }) => counterExamples.map(({ subject, text, because }) => `${id}: ${subject} ${text}: ${because}`));
}

export function resultOf(stacks: readonly SynthesizedStack[], id: string): ClaimResult {
  return prove(stacks, { claims: CLAIMS.filter((claim) => claim.id === id) })[0];
}

/** What the claims leave to somebody who looks into the account. */
export function assumptions(stacks: readonly SynthesizedStack[]): string[] {
  return prove(stacks, { claims: CHAIN }).flatMap((result) => result.assumptions.map(({ text, check }) => `${text} | ${check}`));
}
