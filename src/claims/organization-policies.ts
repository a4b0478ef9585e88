/**
 * Service and resource control policies that the app makes. Whatever responders need must pass them: they win over every other policy.
 * That they deny is never counted on: a promise that something is impossible doesn't rest on them.
 */
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { decide } from './answer';
import { ANY_ACCOUNT } from './assembly';
import { AccessQuestion, AccessRequest, Question } from './claim';
import { AccessModel, NamedPolicy, ResourceModel } from './model';
import { ofModel, ofType } from './model-index';
import { contentOf, decidable, ORGANIZATION_KEYS, valuesOf } from './organization-contents';
import { ORGANIZATION, satisfying } from './requests';
import { unknownsIn } from './resolve';
import { textsOf } from '../analysis/policy/lists';
import { wildcardRegex } from '../private/iam-catalogue';

/** A policy of the organization, with whom it may be about. */
interface OrganizationPolicy extends NamedPolicy {
  readonly resource: ResourceModel;
  readonly type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';
  readonly covers: (account: string) => boolean;
}

interface Organization {
  readonly policies: readonly OrganizationPolicy[];
  /** What the policies may call the organization. */
  readonly ids: readonly string[];
  /** Whether an id was read off a trust, rather than off the policies themselves. */
  readonly known: boolean;
  /** Regions that the policies let pass or not. */
  readonly regions: readonly string[];
  readonly tags: ReadonlyMap<string, { readonly [key: string]: string }>;
}

/** AWS attaches it to each root, OU and account. */
const FULL: NamedPolicy = { name: 'FullAWSAccess', document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } };

const TYPES: readonly string[] = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'];
const IN_US_EAST_1 = /^(iam|organizations|support|account|health):/i;

export const organizationOf = ofModel((model): Organization | undefined => {
  const policies = ofType(model, 'AWS::Organizations::Policy').filter(({ props }) => TYPES.includes(props.Type) || unknownsIn(props.Type).length > 0)
    .filter(({ props }) => textsOf(props.TargetIds).length > 0)
    .flatMap((resource) => (TYPES.includes(resource.props.Type) ? [resource.props.Type] : TYPES).map((type) => ({ resource, type })));
  if (policies.length === 0) { return undefined; }
  const contents = policies.map(({ resource: { props } }) => contentOf(props.Content));
  const trusted = unique(model.roles.flatMap((role) => satisfying(role).organization ?? []));
  const ids = trusted.length > 0 ? trusted : unique(contents.flatMap((content) => valuesOf(content, ORGANIZATION_KEYS)).map((value) => value.split('/')[0]));
  return {
    policies: policies.map(({ resource, type }, index) => ({
      resource,
      type,
      name: String(resource.props.Name ?? resource.logicalId),
      document: decidable(contents[index], ids),
      covers: covering(resource.props.TargetIds),
    })),
    ids,
    known: trusted.length > 0,
    regions: regionsIn(contents),
    tags: new Map([...model.users, ...model.roles, ...model.otherRoles].map(({ arn, tags }) => [arn, tags])),
  };
});

/** A question about what must be possible, as the policies of the app's organization let it pass: in a Region that they leave open, if there is one. */
export function underOrganization(model: AccessModel, question: Question): Question {
  const organization = organizationOf(model);
  if (!organization || question.kind !== 'access' || question.expect !== 'allowed' || question.standsForAnother) { return question; }
  const policies = policiesFor(organization, question.request);
  // Fails for another reason.
  if (policies === undefined || decide(question.request).verdict !== 'allowed') { return question; }
  const asked = alternatives(organization, question).map((request): AccessQuestion => ({ ...question, request: { ...request, ...policies } }));
  return asked.find(({ request }) => decide(request).verdict === 'allowed') ?? asked[0];
}

/** Policies about the caller's account, and about that of the resource. */
function policiesFor({ policies }: Organization, { principalArn, account }: AccessRequest): Partial<AccessRequest> | undefined {
  const about = (type: OrganizationPolicy['type'], of: string | undefined) => policies.filter((policy) => policy.type === type && of !== undefined && policy.covers(of));
  const [serviceControl, resourceControl] = [about('SERVICE_CONTROL_POLICY', accountIn(principalArn)), about('RESOURCE_CONTROL_POLICY', account)];
  if (serviceControl.length + resourceControl.length === 0) { return undefined; }
  return {
    ...(serviceControl.length > 0 ? { serviceControl: [FULL, ...serviceControl] } : {}),
    ...(resourceControl.length > 0 ? { resourceControl: [FULL, ...resourceControl] } : {}),
  };
}

/** Of a user, role or session. A service acts in no account of its own. */
const accountIn = (principalArn: string): string | undefined => /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(principalArn)?.[1];

/** The request with what AWS adds to each, in each organization and Region that may be meant. */
function alternatives(organization: Organization, { request }: AccessQuestion): AccessRequest[] {
  const { context, principalArn, account, action, resource } = request;
  const given = String(context['aws:PrincipalOrgID'] ?? ORGANIZATION);
  const ids = given === ORGANIZATION && organization.ids.length > 0 ? organization.ids : [given];
  const region = String(context['aws:RequestedRegion'] ?? 'us-east-1');
  const regions = IN_US_EAST_1.test(action) ? [region] : unique([region, ...organization.regions]);
  const isService = accountIn(principalArn) === undefined;
  const tagged = (prefix: string, arn: string | undefined) => Object.entries(organization.tags.get(arn ?? '') ?? {}).map(([key, value]) => [`${prefix}/${key}`, value]);
  return ids.flatMap((id) => regions.map((there): AccessRequest => ({
    ...request,
    // Resources that the question made up are in the Region of the request.
    resource: there === region || resource === undefined ? resource : resource.split(`:${region}:`).join(`:${there}:`),
    context: {
      ...Object.fromEntries([
        ...tagged('aws:PrincipalTag', context['aws:PrincipalArn'] as string | undefined), ...tagged('aws:ResourceTag', resource), ...tagged('iam:ResourceTag', resource),
      ]),
      'aws:ViaAWSService': 'false',
      'aws:ResourceAccount': account,
      'aws:ResourceOrgID': id,
      ...context,
      ...(isService ? ofService(principalArn, context, id) : { 'aws:PrincipalOrgID': id }),
      'aws:RequestedRegion': there,
    },
  })));
}

/** What AWS sends for its services, which act for an account of the organization. */
function ofService(name: string, context: AccessRequest['context'], id: string): AccessRequest['context'] {
  return {
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': name,
    ...(context['aws:SourceAccount'] === undefined ? {} : { 'aws:SourceOrgID': id }),
  };
}

/** Whether a policy may be about an account: an OU, a root and a target that can't be read may hold it. */
function covering(targets: unknown): (account: string) => boolean {
  const accounts = textsOf(targets).filter((target) => /^\d{12}$/.test(target));
  const others = textsOf(targets).length > accounts.length;
  return (account) => others || accounts.includes(account) || account === ANY_ACCOUNT || accounts.includes(ANY_ACCOUNT);
}

function regionsIn(contents: readonly any[]): string[] {
  const patterns = unique(contents.flatMap((content) => valuesOf(content, /^aws:RequestedRegion$/i))).map((pattern) => wildcardRegex(pattern));
  return patterns.length === 0 ? [] : RegionInfo.regions.filter(({ name, partition }) => partition === 'aws' && patterns.some((pattern) => pattern.test(name)))
    .map(({ name }) => name);
}

const unique = (values: readonly string[]) => [...new Set(values)];
