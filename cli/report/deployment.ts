import { AccessModel, ResourceModel } from 'cdk-break-glass/internal';
import { Html, html, Part } from './html';
import { counted, scrolling } from './words';

/** What an account and Region of the embedded AWS reported: `{ account, region, ...inventory }` of `emulator/inventory`. */
export interface DeployedInventory {
  readonly account: string;
  readonly region: string;
  readonly users: readonly DeployedUser[];
  readonly roles: ReadonlyArray<{ readonly name: string; readonly permissionsBoundary?: string }>;
  readonly policies: readonly unknown[];
  readonly alarms: readonly unknown[];
  readonly metricFilters: readonly unknown[];
  readonly rules: ReadonlyArray<{ readonly name: string; readonly state: string }>;
  readonly topics: ReadonlyArray<{ readonly subscriptions: readonly unknown[] }>;
  readonly secrets: readonly unknown[];
}

export interface DeployedUser {
  readonly name: string;
  readonly loginProfile: boolean;
  readonly passwordResetRequired: boolean;
  readonly accessKeys: number;
  readonly permissionsBoundary?: string;
  readonly mfaDevices: readonly string[];
}

/** What a deployment created, compared with the templates. */
export function deployment(model: AccessModel, inventory: readonly DeployedInventory[]): Html {
  const users = inventory.flatMap((place) => place.users.map((user) => ({ account: place.account, user })));
  return html`<p>The templates were deployed to an emulator of AWS. The figures are what the AWS SDK finds there. The emulator shows that the
templates can be deployed together; it doesn't authorize requests as AWS does.</p>
${scrolling(html`<table class="wide">
<thead><tr><th>Account</th><th>Region</th>${COLUMNS.map(([title]) => html`<th class="number">${title}</th>`)}</tr></thead>
<tbody>${inventory.map((place) => placeRow(model, place))}</tbody></table>`)}
${notes(inventory)}
${users.length > 0 && html`<h3>Users after deployment</h3>
${scrolling(html`<table class="medium">
<thead><tr><th>User</th><th>Account</th><th>Console password</th><th class="number">Access keys</th>
<th class="number">MFA devices</th><th>Boundary</th></tr></thead>
<tbody>${users.map(({ account, user }) => userRow(account, user))}</tbody></table>`)}`}`;
}

function placeRow(model: AccessModel, place: DeployedInventory): Html {
  return html`<tr><td class="nowrap">${place.account}</td><td class="nowrap">${place.region}</td>
${COLUMNS.map(([, type, found]) => html`<td class="number">${beside(found(place).length, expected(model, place, type))}</td>`)}</tr>`;
}

function userRow(account: string, user: DeployedUser): Html {
  const password = user.passwordResetRequired ? 'yes, must be changed at first sign-in' : warning('yes, need not be changed');
  return html`<tr><td>${user.name}</td><td class="nowrap">${account}</td><td>${user.loginProfile ? password : 'no'}</td>
<td class="number">${user.accessKeys > 0 ? warning(user.accessKeys) : 0}</td><td class="number">${user.mfaDevices.length}</td>
<td>${user.permissionsBoundary === undefined ? warning('none') : html`<code>${user.permissionsBoundary}</code>`}</td></tr>`;
}

const COLUMNS: ReadonlyArray<readonly [string, string, (place: DeployedInventory) => readonly unknown[]]> = [
  ['Users', 'AWS::IAM::User', (place) => place.users],
  ['Roles', 'AWS::IAM::Role', (place) => place.roles],
  ['Policies', 'AWS::IAM::ManagedPolicy', (place) => place.policies],
  ['Secrets', 'AWS::SecretsManager::Secret', (place) => place.secrets],
  ['Metric filters', 'AWS::Logs::MetricFilter', (place) => place.metricFilters],
  ['Alarms', 'AWS::CloudWatch::Alarm', (place) => place.alarms],
  ['Rules', 'AWS::Events::Rule', (place) => place.rules],
  ['Topics', 'AWS::SNS::Topic', (place) => place.topics],
];

function expected(model: AccessModel, place: DeployedInventory, type: string): number {
  const global = type.startsWith('AWS::IAM::');
  const here = ({ stack }: ResourceModel) => stack.account === place.account && (global || stack.region === place.region);
  // Of the principals in the templates, the break-glass ones: the inventory lists roles by their path.
  if (type === 'AWS::IAM::User') { return model.users.filter(({ resource }) => here(resource)).length; }
  if (type === 'AWS::IAM::Role') { return model.roles.filter(({ resource }) => here(resource)).length; }
  // The inventory lists the rules of the default bus, where CloudTrail's records arrive.
  return model.resources.filter((resource) => resource.type === type && here(resource) && resource.props.EventBusName === undefined).length;
}

function beside(found: number, wanted: number): Part {
  return found >= wanted ? found : warning(`${found} of ${wanted}`);
}

function notes(inventory: readonly DeployedInventory[]): Html {
  const rules = inventory.flatMap((place) => place.rules);
  const disabled = rules.filter((rule) => rule.state === 'DISABLED').length;
  const subscriptions = inventory.flatMap((place) => place.topics.flatMap((topic) => topic.subscriptions)).length;
  return html`<p class="small">${counted(rules.length, 'rule')}, ${disabled === 0 ? 'none disabled' : warning(`${disabled} disabled`)};
${counted(subscriptions, 'subscription')} on the alarm topics. A red number is lower than in the templates:
the emulator lacks some resources, such as alarms on metric math.</p>`;
}

function warning(text: string | number): Html {
  return html`<span class="warn">${text}</span>`;
}
