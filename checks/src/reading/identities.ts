import { AppReading } from './app-reading';
import { Resource } from './resource';

const ACCOUNT = '111111111111';

/** Pseudo parameters mean those of the stack that the text stands in. */
export function withoutPseudos(text: string, at: Resource): string {
  return text.split('${AWS::Partition}').join('aws').split('${AWS::AccountId}').join(accountOf(at));
}

/** What CloudFormation makes up is the same wherever it is referred to. */
export function nameOf(principal: Resource): string {
  return withoutPseudos(String(principal.properties.RoleName ?? principal.properties.UserName ?? `unnamed-${principal.logicalId}`), principal);
}

export function arnOf(principal: Resource): string {
  return `arn:aws:iam::${accountOf(principal)}:${principal.type === 'AWS::IAM::User' ? 'user' : 'role'}${principal.properties.Path ?? '/'}${nameOf(principal)}`;
}

export function accountOf(principal: Resource): string {
  return /^\d{12}$/.test(principal.node.stack.account) ? principal.node.stack.account : ACCOUNT;
}

/** The identity in a record. */
export interface Identity { readonly name: string; readonly arn: string; readonly account: string }

export function identityOf(principal: Resource): Identity {
  return { name: nameOf(principal), arn: arnOf(principal), account: accountOf(principal) };
}

const USER_ARN = /^arn:[^:]*:iam::(\d{12}):user\/(?:[^*]*\/)?([^/*]+)$/;

/** The user that a principal of a trust names: one of the app, or by its ARN. */
export function userAt(principal: string, app: AppReading): Identity | undefined {
  const user = app.referredTo(principal).find(({ type }) => type === 'AWS::IAM::User');
  if (user) { return identityOf(user); }
  const [, account, name] = USER_ARN.exec(principal) ?? [];
  return name === undefined ? undefined : { name, arn: principal, account };
}
