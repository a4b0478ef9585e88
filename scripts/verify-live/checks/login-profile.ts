import { randomBytes } from 'crypto';
import { GetLoginProfileCommand, UpdateLoginProfileCommand } from '@aws-sdk/client-iam';
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { failed, held, Live, LiveCheck } from '../check';
import { LiveStack, templateOf } from '../stack';

/** A user as the library writes it: the password comes from a secret, and must be changed. It can do nothing at all. */
export function userTemplate(userName: string, purpose: string): any {
  return templateOf((stack: Stack) => {
    const secret = new secretsmanager.CfnSecret(stack, 'Password', {
      name: `${userName}-password`, generateSecretString: { passwordLength: 32, requireEachIncludedType: true, excludeCharacters: '"\'\\`' },
    });
    new iam.CfnUser(stack, 'User', {
      userName,
      path: '/bg-verify/',
      loginProfile: { password: `{{resolve:secretsmanager:${secret.ref}:SecretString}}`, passwordResetRequired: true },
      policies: [{ policyName: 'Nothing', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] } }],
      tags: [{ key: 'Purpose', value: purpose }],
    });
  });
}

export const LOGIN_PROFILE: LiveCheck = {
  fact: 'login-profile-on-update',
  creates: ['a stack with an IAM user that is denied everything, and the secret of its password'],
  cost: { cents: 1, because: 'a secret, 40 cents a month', source: 'https://aws.amazon.com/secrets-manager/pricing/' },
  minutes: 3,
  run: async (live) => {
    const userName = `${live.name}-user`;
    const stack = await LiveStack.create(live, userTemplate(userName, 'before'));
    // What a person does at the first sign-in. The new password is known to nobody.
    await live.clients.iam.send(new UpdateLoginProfileCommand({ UserName: userName, Password: `${randomBytes(24).toString('base64')}aA1!`, PasswordResetRequired: false }));
    const before = await profileOf(live, userName);
    await stack.update(userTemplate(userName, 'after'));
    const after = await profileOf(live, userName);
    if (after === undefined) { return failed('the update of a tag removed the login profile'); }
    if (after.created !== before?.created) { return failed('the update of a tag made the login profile anew'); }
    if (after.reset) { return failed('the update of a tag set the password back: it must be changed at the next sign-in'); }
    return held('the update of a tag left the login profile as it was: same date, and no change of the password asked');
  },
};

async function profileOf({ clients }: Live, UserName: string): Promise<{ readonly created?: number; readonly reset: boolean } | undefined> {
  try {
    const { LoginProfile } = await clients.iam.send(new GetLoginProfileCommand({ UserName }));
    return { created: LoginProfile?.CreateDate?.getTime(), reset: LoginProfile?.PasswordResetRequired ?? false };
  } catch (error) {
    if ((error as Error).name.startsWith('NoSuchEntity')) { return undefined; }
    throw error;
  }
}
