/** What the demo shows on the terminal. */
import { Place } from './evidence';
import { Incident, Outcome, sinceBegin, heading, line, styled, table } from '../cli/index';
import { TemplateChange } from '../emulator/embedded-aws';
import { ClaimResult } from 'cdk-break-glass/internal';

const COLOURS = { accepted: 'green', refused: 'yellow', alarmed: 'red', seen: 'cyan' } as const satisfies { [outcome in Outcome]: string };
const LABELS: { readonly [outcome in Outcome]: string } = { accepted: '', refused: '', alarmed: 'alarm', seen: 'seen' };

export function showIncident({ id, title, steps }: Incident): void {
  heading(`Incident ${id}: ${title}`);
  table([
    ['time', 'who', 'what', '', 'answer'],
    ...steps.map(({ seconds, who, what, status, outcome, answer }) => [sinceBegin(seconds), who, what, String(status ?? LABELS[outcome]), answer]),
  ], (text, row, column) => row > 0 && column === 3 ? styled(COLOURS[steps[row - 1].outcome], text) : text);
}

export function showDeployed(places: readonly Place[], leftOut: readonly TemplateChange[]): void {
  heading('Deployed, as the AWS SDK reports it');
  table([
    ['account', 'users', 'MFA', 'access keys', 'roles', 'with boundary', 'policies', 'alarms', 'filters', 'rules', 'secrets'],
    ...places.map(({ account, stacks, inventory }) => [
      `${account} ${stacks.join(', ')}`,
      String(inventory.users.length),
      inventory.users.length === 0 ? '-' : `${inventory.users.filter((user) => user.mfaDevices.length > 0).length}`,
      String(inventory.users.reduce((total, user) => total + user.accessKeys, 0)),
      String(inventory.roles.length),
      String(inventory.roles.filter((role) => role.permissionsBoundary).length),
      String(inventory.policies.length),
      String(inventory.alarms.length),
      String(inventory.metricFilters.length),
      String(inventory.rules.length),
      String(inventory.secrets.length),
    ]),
  ]);
  const users = places.flatMap(({ inventory }) => inventory.users);
  const ready = users.filter((user) => user.loginProfile && user.passwordResetRequired && user.permissionsBoundary);
  line(`  ${ready.length} of ${users.length} break-glass users have a boundary and a first password that must be changed: ${ready.map(({ name }) => name.split('-')[0]).join(', ')}`);
  const types = [...new Set(leftOut.map(({ type }) => type))].sort();
  if (types.length > 0) { line(styled('dim', `  proven on the template only, since the embedded AWS lacks them: ${types.join(', ')}`)); }
}

export function questions(results: readonly ClaimResult[]): number {
  return results.reduce((total, result) => total + result.questions, 0);
}
