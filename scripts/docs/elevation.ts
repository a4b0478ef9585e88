/** Pages, and parts of pages, on elevated access: made from its states, its OpenAPI document and the schemas of its events. */
import { code, page, table } from './markdown';
import { FINAL, TRANSITIONS } from '../../src/elevation/engine/states';
import { elevationEvents } from '../elevation-events';
import { elevationApi } from '../elevation-openapi';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly $ref?: string;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly description?: string }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: { readonly [status: string]: { readonly description: string } };
}

const API = elevationApi() as {
  readonly paths: { readonly [path: string]: { readonly [verb: string]: Operation } };
  readonly components: { readonly schemas: { readonly [name: string]: Schema } };
};
const EVENTS = elevationEvents() as { readonly $defs: { readonly [detailType: string]: Schema } };

export function statesDiagram(): string {
  const arrows = Object.entries(TRANSITIONS).flatMap(([name, { from, to }]) => from.filter((status) => status !== to).map((status) => `  ${status} --> ${to}: ${name}`));
  return ['```mermaid', 'stateDiagram-v2', '  [*] --> requested', ...arrows, ...FINAL.map((status) => `  ${status} --> [*]`), '```'].join('\n');
}

const operations = () => Object.entries(API.paths).flatMap(([path, verbs]) => (
  Object.entries(verbs).map(([verb, operation]) => ({ path, verb: verb.toUpperCase(), operation }))));

export function apiTable(): string {
  return table(['Call', 'Does'], operations().map(({ path, verb, operation }) => [code(`${verb} ${path}`), operation.summary]));
}

export function eventsTable(): string {
  return table(['Event', 'When'], Object.entries(EVENTS.$defs).map(([detailType, { description }]) => [code(detailType), description!]));
}

const kind = (schema: Schema): string => schema.$ref?.split('/').pop() ?? (schema.type === 'array' ? `list of ${kind(schema.items!)}` : schema.type ?? '');

function members(schema: Schema): string {
  return table(['Member', 'Type', 'Always', 'Meaning'], Object.entries(schema.properties ?? {}).map(([name, member]) => [
    code(name), kind(member), schema.required?.includes(name) ? 'yes' : '',
    [member.description ?? '', member.enum ? `One of ${member.enum.map(code).join(', ')}` : ''].filter((text) => text !== '').join('. '),
  ]));
}

export function apiPage(): string {
  const schemas = Object.entries(API.components.schemas);
  return page(
    'API of elevated access',
    'The same as an [OpenAPI document](elevation-openapi.json). Every call is signed with IAM credentials (Signature Version 4, service `execute-api`); '
    + 'who calls is decided by the credentials and by nothing in the request. How to use it: [for requesters](../elevated-access/requester.md), '
    + '[for approvers](../elevated-access/approver.md), [for integrators](../elevated-access/integrator.md).',
    '## Calls',
    table(['Call', 'Does', 'Parameters', 'Body', 'Answers'], operations().map(({ path, verb, operation }) => [
      code(`${verb} ${path}`),
      operation.summary,
      (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => code(name)).join(', '),
      operation.requestBody ? kind(operation.requestBody.content['application/json'].schema) : '',
      Object.keys(operation.responses).join(', '),
    ])),
    'A refusal has the status, and a `reason` for people. 400: the request is wrong. 403: you may not. 404: there is no such request, or you may not see it. '
    + '409: too late, or done already. 500 and 503: nothing has happened; try again.',
    '## Bodies',
    ...schemas.flatMap(([name, schema]) => [`### ${name}`, schema.description ?? '', members(schema)]),
  );
}

export function eventsPage(): string {
  return page(
    'Events of elevated access',
    'Every step of a request is an event on the bus of `ElevatedAccess`, for chat, tickets and your own rules. The same as [JSON schemas](elevation-events.json). '
    + 'Members may be added in later versions: ignore what you don\'t know. Delivery is at least once, in any order.',
    eventsTable(),
    ...Object.entries(EVENTS.$defs).flatMap(([detailType, schema]) => [`## ${detailType}`, `${schema.description}.`, members(schema)]),
  );
}
