import { createHash, randomUUID } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import jsonata from 'jsonata';

/** The states of a workflow, also those inside of others, by their names. */
export function statesOf(stack: Stack, machine: string): Record<string, any> {
  const machines = Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine');
  const [, { Properties }] = Object.entries<any>(machines).find(([logicalId]) => logicalId.startsWith(machine))!;
  const text = Properties.DefinitionString['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : 'resolved').join('');
  const inside = ({ States }: any): any[] => Object.entries<any>(States).flatMap(([name, state]) => (
    [[name, state], ...[...state.Branches ?? [], ...state.ItemProcessor ? [state.ItemProcessor] : []].flatMap(inside)]));
  return Object.fromEntries(inside(JSON.parse(text)));
}

/** What the reference implementation of JSONata, of the version that AWS names, makes of a field of a state. */
export async function evaluate(field: string, variables: Record<string, unknown>): Promise<any> {
  const expression = jsonata(/^\{%([\s\S]*)%\}$/.exec(field)![1]);
  expression.registerFunction('parse', (text: string) => JSON.parse(text));
  expression.registerFunction('hash', (text: string, algorithm: string) => createHash(algorithm.replace('-', '')).update(text).digest('hex'));
  expression.registerFunction('uuid', () => randomUUID());
  const result = await expression.evaluate({}, variables);
  return JSON.parse(JSON.stringify(result));
}

interface Request {
  readonly caller: string;
  readonly body?: string | object;
  readonly at?: Date;
  readonly action?: string;
  readonly id?: string;
  readonly query?: Record<string, string>;
}

/** What the API's template makes of a request. */
export function inputOf({ caller, body = '', at = new Date(), action = 'submit', id = '', query = {} }: Request) {
  const form = (text: string) => encodeURIComponent(text).replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`).replace(/%20/g, '+');
  const all = { status: '', requester: '', incident: '', rule: '', from: '', to: '', next: '', ...query };
  return {
    caller: form(caller),
    at: String(at.getTime()),
    action,
    id: form(id),
    query: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, form(value)])),
    body: form(typeof body === 'string' ? body : JSON.stringify(body)),
  };
}
