/** Requests about the library's own policies, playbooks and boundaries, most of them with one thing changed. */
import { App, Stack } from 'aws-cdk-lib';
import { Case, PATTERNS } from './grammar';
import { BreakGlassUser, IncidentResponseRole, Playbook, ResponderProfile } from '../../../src';
import { accessModel, readAssembly, RoleModel } from '../../../src/claims/internal';
import { expandAction } from '../../../src/private/iam-catalogue';
import { simulationOf } from '../../support/judges/simulator';

const A = '111111111111';

/** A role of each profile and playbook, as templates have them. */
function rolesOfTheCatalogue(): readonly RoleModel[] {
  const app = new App({ analyticsReporting: false });
  for (const profile of ResponderProfile.standard()) {
    const stack = new Stack(app, profile.name.replace(/_/g, ''), { env: { account: A, region: 'us-east-1' } });
    const jane = BreakGlassUser.fromUserArn(stack, 'Jane', `arn:aws:iam::${A}:user/bg/jane.doe-BREAK-GLASS`);
    for (const playbook of Playbook.catalogue()) {
      new IncidentResponseRole(stack, playbook.name, {
        roleName: `BREAK-GLASS-${playbook.name}-${profile.name.slice(0, 10)}`, profile, playbook, responders: [jane], sourceIps: ['198.51.100.0/24'], regions: ['us-east-1'],
      });
    }
  }
  return accessModel(readAssembly(app.synth().directory)).roles;
}

const listOf = (value: any): any[] => [value ?? []].flat();

/** A request has no other truth values. */
const OTHER: { readonly [value: string]: string } = { true: 'false', false: 'true' };

export class RealPolicies {
  private readonly roles = rolesOfTheCatalogue();

  constructor(private readonly next: () => number) {}

  public async case(): Promise<Case> {
    const role = this.one(this.roles);
    const original = [...role.policies.map(({ document }) => document), role.boundary!.document];
    const documents = original.map((document) => JSON.parse(JSON.stringify(document)));
    const action = this.action(documents);
    const principal = `arn:aws:sts::${A}:assumed-role/${role.name}/jane.doe-BREAK-GLASS`;
    const { request } = await simulationOf({ principalArn: principal, action, account: A, context: {}, identityPolicies: [] });
    const { resource } = request.resource;
    if (this.next() < 0.8) { this.mutate(this.one(documents), action, resource); }
    const boundary = documents.pop();
    return {
      request: {
        principal,
        action,
        resource,
        resourceAccount: A,
        context: { ...this.context([...documents, boundary]), 'aws:PrincipalArn': role.arn, 'aws:PrincipalAccount': A },
      },
      policies: {
        identity: documents.map((document, index) => ({ name: `identity ${index}`, document })),
        boundary: { name: 'boundary', document: boundary },
      },
    };
  }

  /** One that a statement is about, or another one of its service. */
  private action(documents: readonly any[]): string {
    const statement = this.one<any>(documents.flatMap(({ Statement }) => Statement));
    const pattern: string = this.one(listOf(statement.Action ?? statement.NotAction));
    const service = pattern.split(':')[0];
    const actions = expandAction(this.next() < 0.7 && pattern !== '*' ? pattern : pattern === '*' ? 's3:*' : `${service}:*`);
    return actions.length > 0 ? this.one(actions).name : 's3:GetObject';
  }

  private mutate(document: any, action: string, resource: string): void {
    const statement = this.one<any>(document.Statement);
    const changes: (() => void)[] = [
      () => { statement.Effect = statement.Effect === 'Allow' ? 'Deny' : 'Allow'; },
      () => { delete statement.Condition; },
      () => { document.Statement.splice(document.Statement.indexOf(statement), 1); },
      () => { statement.Resource = this.one(resource === '*' ? ['*', 'arn:aws:s3:::data'] : PATTERNS(resource)); delete statement.NotResource; },
      () => { this.widen(statement, action); },
      () => { this.loosen(statement); },
      () => { this.turn(statement); },
    ];
    this.one(changes)();
    if (document.Statement.length === 0) { document.Statement.push({ Effect: 'Allow', Action: action, Resource: '*' }); }
  }

  /** `Action` becomes `NotAction`, and the other way round. */
  private turn(statement: any): void {
    const [from, to] = statement.Action ? ['Action', 'NotAction'] : ['NotAction', 'Action'];
    statement[to] = statement[from];
    delete statement[from];
  }

  private widen(statement: any, action: string): void {
    const element = statement.Action ? 'Action' : 'NotAction';
    const near = [action, action.toUpperCase(), action.slice(0, -1), `${action.slice(0, -3)}*`, `${action.slice(0, -1)}?`];
    statement[element] = [...listOf(statement[element]), this.one(near)];
  }

  private loosen(statement: any): void {
    statement.Condition = Object.fromEntries(Object.entries(statement.Condition ?? {}).map(([operator, keys]) => [
      /IfExists$/.test(operator) ? operator.replace(/IfExists$/, '') : operator === 'Null' ? operator : `${operator}IfExists`, keys,
    ]));
  }

  /** Values of the keys that the conditions name: one that is asked for, another one, or none. */
  private context(documents: readonly any[]): { [key: string]: string | string[] } {
    const context: { [key: string]: string | string[] } = {};
    for (const statement of documents.flatMap(({ Statement }) => Statement)) {
      for (const [operator, keys] of Object.entries<any>(statement.Condition ?? {})) {
        for (const [key, wanted] of Object.entries<any>(keys)) {
          const value = operator === 'Null' ? 'x' : String(this.one(listOf(wanted))).replace(/\/\d+$/, '').replace(/\*/g, 'x').replace(/\$\{.*\}/, 'x');
          const drawn = this.next();
          if (drawn < 0.6) { context[key] = value; } else if (drawn < 0.75) { context[key] = OTHER[value] ?? value.replace(/.$/, '9'); }
        }
      }
    }
    return context;
  }

  private one<T>(of: readonly T[]): T {
    return of[Math.floor(this.next() * of.length)];
  }
}
