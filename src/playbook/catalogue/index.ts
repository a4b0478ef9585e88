import { ACCOUNT_LOCKOUT } from './account-lockout';
import { AI_SERVICES_ABUSE } from './ai-services-abuse';
import { ANALYTICS_COMPROMISE } from './analytics-compromise';
import { COMPROMISED_FEDERATION } from './compromised-federation';
import { CREDENTIAL_COMPROMISE } from './credential-compromise';
import { DATA_EXFILTRATION } from './data-exfiltration';
import { DATABASE_COMPROMISE } from './database-compromise';
import { DENIAL_OF_SERVICE } from './denial-of-service';
import { EC2_COMPROMISE } from './ec2-compromise';
import { CataloguePlaybook } from './format';
import { GENERAL_INCIDENT } from './general-incident';
import { IDP_OUTAGE } from './idp-outage';
import { INSIDER_THREAT } from './insider-threat';
import { RANSOMWARE } from './ransomware';
import { WEB_APPLICATION_ATTACK } from './web-application-attack';

export * from './account-lockout';
export * from './ai-services-abuse';
export * from './analytics-compromise';
export * from './compromised-federation';
export * from './credential-compromise';
export * from './data-exfiltration';
export * from './database-compromise';
export * from './denial-of-service';
export * from './ec2-compromise';
export * from './format';
export * from './general-incident';
export * from './idp-outage';
export * from './insider-threat';
export * from './ransomware';
export * from './web-application-attack';

/** Every playbook of the catalogue, the general one last. */
export const CATALOGUE: readonly CataloguePlaybook[] = [
  CREDENTIAL_COMPROMISE,
  DATA_EXFILTRATION,
  RANSOMWARE,
  DENIAL_OF_SERVICE,
  WEB_APPLICATION_ATTACK,
  EC2_COMPROMISE,
  DATABASE_COMPROMISE,
  ANALYTICS_COMPROMISE,
  AI_SERVICES_ABUSE,
  INSIDER_THREAT,
  IDP_OUTAGE,
  ACCOUNT_LOCKOUT,
  COMPROMISED_FEDERATION,
  GENERAL_INCIDENT,
];
