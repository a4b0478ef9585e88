import { AppReading } from './app-reading';
import { Resource } from './resource';

/** Whether some console user of the app gets its password from the secret, by reference or by the secret's name. */
export function isPasswordSecret(secret: Resource, app: AppReading): boolean {
  const passwords = app.ofType('AWS::IAM::User').map((user) => user.properties.LoginProfile?.Password).filter((password) => password !== undefined);
  return passwords.some((password) => app.referredTo(password).includes(secret)
    || (secret.properties.Name !== undefined && names(String(password), secret.properties.Name)));
}

/** A dynamic reference holds the name, or an ARN, which may end with six characters of AWS's own. */
function names(dynamicReference: string, secretName: string): boolean {
  const id = /^\{\{resolve:secretsmanager:(?:arn:.*?:secret:)?([^:}]+)/.exec(dynamicReference)?.[1];
  return id === secretName || id?.replace(/-\w{6}$/, '') === secretName;
}
