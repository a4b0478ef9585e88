import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { failed, held, Live, LiveCheck, Observation, until } from '../check';
import { addSessionRole } from '../session-role';
import { LiveStack, templateOf } from '../stack';
import { runWhenReady } from '../workflow';

const EVERY_MS = 1000;
/** Before the deny: a new session must work at all. */
const MOST_START_MS = 2 * 60_000;
/** AWS says "a few minutes". A deny that takes longer is none. */
const MOST_MS = 10 * 60_000;
/** Refusals in a row: while a change spreads, answers differ. */
const IN_A_ROW = 10;

const DENY = 'DenyOlderSessions';

/** The same form as the library's denies: sessions that were issued before. */
export function denyBefore(instant: string): string {
  return JSON.stringify({
    Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', Condition: { DateLessThan: { 'aws:TokenIssueTime': instant } } }],
  });
}

export function sessionTemplate(roleName: string): any {
  return templateOf((stack) => addSessionRole(stack, {
    roleName,
    allow: ['sns:ListTopics'],
    arguments: {},
    // Fifteen minutes of a role that may only list topics. An Express workflow without a log keeps neither input nor output.
    output: '{% $states.result.Credentials %}',
  }));
}

/** How long an open session works after `deny`. `mayCall` tells whether one call was allowed. */
export async function measured(live: Pick<Live, 'now' | 'wait'>, mayCall: () => Promise<boolean>, deny: () => Promise<void>): Promise<Observation> {
  if (!await until(live, MOST_START_MS, EVERY_MS, async () => await mayCall() || undefined)) {
    throw new Error('the new session was refused from the beginning, so nothing could be measured');
  }
  await deny();
  const start = live.now();
  let first: number | undefined;
  let last = start;
  let refusals = 0;
  const isOver = await until(live, MOST_MS, EVERY_MS, async () => {
    if (await mayCall()) {
      refusals = 0;
      last = live.now();
      return undefined;
    }
    first ??= live.now();
    return ++refusals >= IN_A_ROW || undefined;
  });
  const seconds = (instant: number) => Math.ceil((instant - start) / 1000);
  if (!isOver) { return failed(`the session was still allowed ${seconds(last)} s after the deny`); }
  return held(`first refused ${seconds(first!)} s after the deny, last allowed ${seconds(last)} s after it`);
}

export const REVOCATION: LiveCheck = {
  fact: 'revocation-latency',
  creates: ['a stack with two roles and an Express workflow; a session of 15 minutes that may only list topics, and a deny on its role'],
  cost: { cents: 1, because: 'an Express request, 1 dollar a million; calls of SNS and IAM are free', source: 'https://aws.amazon.com/step-functions/pricing/' },
  minutes: 13,
  run: async (live) => {
    const RoleName = `${live.name}-session`;
    const stack = await LiveStack.create(live, sessionTemplate(RoleName));
    const ran = await runWhenReady(live, await stack.output('AssumeArn'), {});
    if (ran.error !== undefined) { throw new Error(`no session: ${ran.error}: ${ran.cause}`); }
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = ran.output;
    const sns = live.clients.snsOf({ accessKeyId, secretAccessKey, sessionToken });
    try {
      return await measured(live, () => isAllowed(() => sns.send(new ListTopicsCommand({}))), () => denySessions(live, RoleName));
    } finally {
      sns.destroy();
    }
  },
};

async function denySessions(live: Live, RoleName: string): Promise<void> {
  // The stack can't delete a role that has a policy which it didn't write.
  live.cleanup.add({
    what: `policy ${DENY} of role ${RoleName}`,
    command: `aws iam delete-role-policy --role-name ${RoleName} --policy-name ${DENY} ${live.flags}`,
    undo: async () => {
      try {
        await live.clients.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: DENY }));
      } catch (error) {
        if (!(error as Error).name.startsWith('NoSuchEntity')) { throw error; }
      }
    },
  });
  // A minute ahead: the clock here may be behind that of AWS.
  const PolicyDocument = denyBefore(new Date(live.now() + 60_000).toISOString());
  await live.clients.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: DENY, PolicyDocument }));
}

/** Whether a call was allowed; other errors than a refusal are errors. */
export async function isAllowed(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (/AccessDenied|AuthorizationError|InvalidClientTokenId/.test((error as Error).name)) { return false; }
    throw error;
  }
}
