import { Stack } from 'aws-cdk-lib';
import { resolvedTemplate, resourcesOfType } from '../../support/resolve';

/** Logical ids without the hash in their end and the construct in their beginning: as people name the resources. */
export const shortName = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '').replace(/^Access(?=[A-Z])/, '');

export function resourcesIn(stack: Stack, type: string): { readonly [name: string]: any } {
  return Object.fromEntries(Object.entries(resourcesOfType(resolvedTemplate(stack), type)).map(([id, properties]) => [shortName(id), properties]));
}

/** The definitions of a stack's workflows: Submit, Decide, … */
export function definitionsOf(stack: Stack): { readonly [name: string]: any } {
  return Object.fromEntries(Object.entries(resourcesIn(stack, 'AWS::StepFunctions::StateMachine'))
    .map(([name, { DefinitionString }]) => [name, JSON.parse(DefinitionString)]));
}

/** What each role may do, a line for each action and resource, with the condition in the end: `sqs:SendMessage on DeadLetters`. */
export function permissionsOf(stack: Stack): { readonly [role: string]: string[] } {
  const template = resolvedTemplate(stack);
  const policies = Object.values(resourcesOfType(template, 'AWS::IAM::Policy'));
  return Object.fromEntries(Object.entries(resourcesOfType(template, 'AWS::IAM::Role')).map(([id, { RoleName }]) => [
    shortName(id).replace(/(.)Role$/, '$1'),
    policies.filter(({ Roles }) => Roles.includes(RoleName ?? id)).flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(lines)).sort(),
  ]));
}

function lines({ Effect, Action, Resource, Condition }: any): string[] {
  return [Action].flat().flatMap((action: string) => [Resource].flat().map((resource: string) => (
    `${Effect === 'Allow' ? '' : 'not '}${action} on ${readable(resource)}${Condition ? ` if ${shown(Condition)}` : ''}`)));
}

/** Resources of the stack by their names; everything else by its ARN. */
function readable(arn: string): string {
  return arn
    .replace(/^arn:aws:kms:[^:]*:\d*:key\/.*/, 'the key')
    .replace(/^arn:aws:events:[^:]*:\d*:event-bus\/BREAK-GLASS-ELEVATION-\w{8}$/, 'the bus')
    .replace(/^arn:aws:[a-z]+:[^:]*:\d*:(AWS::[\w:]+|role|schedule)\/(?=Access)/, '')
    .replace(/Access([A-Z][A-Za-z]+?)[0-9A-F]{8}/g, '$1');
}

/** `<key> <values>`, whatever the operator: the tests that care about it look for themselves. */
function shown(condition: { readonly [operator: string]: { readonly [key: string]: any } }): string {
  return Object.entries(condition).filter(([operator]) => operator !== 'Null')
    .flatMap(([, keys]) => Object.entries(keys).map(([key, values]) => `${key} is ${[values].flat().join(' or ')}`)).join(' and ');
}
