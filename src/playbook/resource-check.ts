import { Token } from 'aws-cdk-lib';
import { PlaybookStatement } from './playbook-statement';
import { splitAction } from '../private/iam-catalogue';

const PLACEHOLDER = /\{\{\w+\}\}/g;
const TOKEN = /\$\{Token\[[^\]]*\]\}/g;
const ARN = /^arn:(?:aws[a-z-]*|[*?_]+):[a-z0-9*?_-]+:[^:]*:[^:]*:.+$/s;

/** Checks that the resources of a statement are ARNs: IAM accepts other texts in some places, and they match nothing. */
export function checkResources(label: string, { actions, resources }: PlaybookStatement): void {
  if (resources === undefined) { return; }
  if (!Array.isArray(resources) || resources.length === 0) {
    throw new Error(`${label}: 'resources' must hold at least one ARN, got ${Array.isArray(resources) ? 'none' : String(resources)}; `
      + "leave 'resources' out for every resource");
  }
  for (const resource of resources) {
    if (typeof resource === 'string' && (isWhole(resource) || ARN.test(resource.replace(PLACEHOLDER, '_').replace(TOKEN, '_')))) { continue; }
    const [service] = splitAction(actions[0]);
    const where = service === 's3' ? 's3:::' : `${service}:*:{{Account}}:`;
    throw new Error(`${label}: 'resources' must hold ARNs, '*' or placeholders, got ${typeof resource === 'string' ? `'${resource}'` : String(resource)}; `
      + `write it as 'arn:{{Partition}}:${where}…'`);
  }
}

/** Every resource, a placeholder that holds ARNs (rendering knows which exist, and that lists stand alone), or a text that is known at deployment. */
function isWhole(resource: string): boolean {
  return /^\*+$/.test(resource) || /^\{\{(?!(?:Partition|Account|CommandTag\w+)\}\})\w+\}\}/.test(resource) || (Token.isUnresolved(resource) && resource.replace(TOKEN, '') === '');
}
