import { AppReading } from './app-reading';
import { Resource } from './resource';

/** Whether some console user of the app gets its password from the secret, by reference or by the secret's name. */
export function isPasswordSecret(secret: Resource, app: AppReading): boolean {
  const passwords = app.ofType('AWS::IAM::User').map((user) => user.properties.LoginProfile?.Password).filter((password) => password !== undefined);
  return passwords.some((password) => app.referredTo(password).includes(secret)
    || (secret.properties.Name !== undefined && nameIn(String(password)) === secret.properties.Name));
}

function nameIn(dynamicReference: string): string | undefined {
  return /^\{\{resolve:secretsmanager:([^:}]+)/.exec(dynamicReference)?.[1];
}
