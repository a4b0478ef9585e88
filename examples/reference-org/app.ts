import { App, AppProps } from 'aws-cdk-lib';
import { AccessAccount } from './access-account';
import {
  ACCESS_ACCOUNT, HOME_REGION, IDENTITY_CENTER_INSTANCE, IDENTITY_STORE, MANAGEMENT_ACCOUNT, ORGANIZATION_ID, SECURITY_ACCOUNT, WORKLOAD_ACCOUNTS,
} from './accounts';
import { IdentityAccount } from './identity-account';
import { ManagementAccount } from './management-account';
import { SecurityAccount } from './security-account';
import { WorkloadAccount } from './workload-account';
import { Playbook } from 'cdk-break-glass';

/**
 * The whole organization: security account, two workload accounts, management account, and the account that administers
 * Identity Center, with elevated access in a stack of its own.
 */
export function referenceOrganization(props?: AppProps): App {
  const app = new App(props);
  const env = (account: string) => ({ account, region: HOME_REGION });
  const security = new SecurityAccount(app, 'Security', { env: env(SECURITY_ACCOUNT) });
  const people = { organizationId: ORGANIZATION_ID, responders: security.responders, backupOwners: security.backupOwners };
  const payments = new WorkloadAccount(app, 'Payments', {
    env: env(WORKLOAD_ACCOUNTS.Payments),
    ...people,
    playbooks: [Playbook.CREDENTIAL_COMPROMISE, Playbook.DATA_EXFILTRATION, Playbook.RANSOMWARE],
  });
  const web = new WorkloadAccount(app, 'Web', {
    env: env(WORKLOAD_ACCOUNTS.Web),
    ...people,
    playbooks: [Playbook.EC2_COMPROMISE, Playbook.WEB_APPLICATION_ATTACK],
  });
  const management = new ManagementAccount(app, 'Management', { env: env(MANAGEMENT_ACCOUNT), ...people, identityCenterInstanceArn: IDENTITY_CENTER_INSTANCE });
  const identity = new IdentityAccount(app, 'Identity', { env: env(ACCESS_ACCOUNT), ...people });
  new AccessAccount(app, 'Access', {
    env: env(ACCESS_ACCOUNT),
    identityCenterInstanceArn: IDENTITY_CENTER_INSTANCE,
    identityStoreId: IDENTITY_STORE,
    workloadAccounts: Object.values(WORKLOAD_ACCOUNTS),
  });
  security.watch([...security.roles, ...payments.roles, ...web.roles, ...management.roles, ...identity.roles]);
  return app;
}

if (require.main === module) {
  referenceOrganization().synth();
}
