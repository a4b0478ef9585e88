import { parse } from 'yaml';

interface Step { readonly uses?: string; readonly run?: string; readonly env?: { readonly [name: string]: string } }
interface Job {
  readonly 'environment'?: string;
  readonly 'permissions'?: { readonly [scope: string]: string };
  readonly 'timeout-minutes'?: number;
  readonly 'steps': readonly Step[];
}
interface Workflow {
  readonly on: { readonly [event: string]: unknown };
  readonly permissions?: object;
  readonly jobs: { readonly [name: string]: Job };
}

/** A stranger can start these with own code and the rights of the repository. */
const DANGEROUS_EVENTS = ['pull_request_target', 'workflow_run', 'issue_comment', 'issues'];
/** What runs code of the repository or of its dependencies. */
const BUILDS = /actions\/checkout@|actions\/setup-java@|npm (ci|cit|install|run)\b|npx |pip install|mvn /;

/** What is wrong with a job that may speak for the project, or that holds a secret. */
function faultsOfPower(name: string, job: Job): string[] {
  const steps = job.steps.map(({ uses, run }) => uses ?? run ?? '');
  const secret = job.steps.some(({ env }) => Object.values(env ?? {}).some((value) => value.includes('secrets.')));
  const writes = Object.entries(job.permissions ?? {}).filter(([, access]) => access !== 'read').map(([scope]) => scope);
  if (!secret && writes.length === 0) { return []; }
  return [
    ...steps.filter((step) => BUILDS.test(step)).map((step) => `${name}: must not build anything: ${step}`),
    ...steps[0]?.startsWith('actions/download-artifact@') && steps[1] === 'sha256sum --check --strict SHA256SUMS' ? [] : [`${name}: must check the checksums first`],
    ...secret && job.environment !== 'release' ? [`${name}: a secret outside of the environment`] : [],
    ...secret && writes.length > 0 ? [`${name}: a secret beside the permission ${writes}`] : [],
    ...writes.includes('id-token') && !writes.includes('attestations') && job.environment !== 'release' ? [`${name}: publishes outside of the environment`] : [],
  ];
}

/** What is wrong with a workflow, beyond what its linter knows. */
export function faults(text: string): string[] {
  const workflow: Workflow = parse(text);
  const uses = [...text.matchAll(/^\s*(?:- )?uses: (.*)$/mg)].map(([, action]) => action);
  const secrets = [...text.matchAll(/secrets\.\w+/g)].length;
  const inSteps = Object.values(workflow.jobs).flatMap(({ steps }) => steps).flatMap(({ env }) => Object.values(env ?? {})).filter((value) => value.includes('secrets.')).length;
  return [
    ...DANGEROUS_EVENTS.filter((event) => event in workflow.on).map((event) => `started by ${event}`),
    ...JSON.stringify(workflow.permissions) === '{}' ? [] : ['the workflow as a whole must have no permissions'],
    ...uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action)).map((action) => `not pinned: ${action}`),
    ...secrets === inSteps ? [] : ['a secret outside of the environment variables of one step'],
    ...Object.entries(workflow.jobs).flatMap(([name, job]) => [
      ...job.permissions === undefined ? [`${name}: no permissions are named`] : [],
      ...job['timeout-minutes'] === undefined ? [`${name}: may run for ever`] : [],
      ...faultsOfPower(name, job),
    ]),
  ];
}
