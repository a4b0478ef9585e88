import { elevatedAccess, FIELDS, jane, JUSTIFICATION, mary, session } from './fixture';
import { Answer, Bench, Deployed } from '../../../emulator/bench/bench';
import { Call } from '../../../emulator/embedded-aws';
import { Phase, Playbook, elevation } from 'cdk-break-glass';

/** Jane may ask for sessions of a role, and Mary approves. */
export const sessionsStack = () => elevatedAccess({
  rules: (scope) => ({
    investigate: {
      target: elevation.ElevationTarget.scopedSession(new elevation.ElevationSessionRole(scope, 'Role', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
      requesters: [jane],
      approvers: [mary],
      requiredFields: FIELDS,
    },
  }),
}).stack;

/** The deployed stack, as people who need sessions use it. */
export class Sessions {
  public static async open(): Promise<Sessions> {
    const bench = await Bench.start();
    return new Sessions(bench, await bench.deploy(sessionsStack()));
  }

  private constructor(public readonly bench: Bench, public readonly aws: Deployed) {}

  public async close(): Promise<void> {
    await this.bench.stop();
  }

  /** Without faults, and without the calls of before. */
  public async clear(): Promise<void> {
    await this.bench.faults.clear();
    await this.bench.calls.clear();
  }

  public async post(caller: string, path: string, body: string | object = {}): Promise<Answer> {
    return this.aws.request('POST', path, { caller, body });
  }

  public async calls(service: string, action: string): Promise<Call[]> {
    return (await this.bench.calls.list()).filter((call) => call.service === service && call.action === action);
  }

  /** The request's state in the ledger. */
  public async state(id: string): Promise<any> {
    return (await this.aws.rows()).find((row) => row.sk === 'STATE' && row.id === id);
  }

  /** The id of a request of Jane. */
  public async requested(): Promise<string> {
    const { body: { id } } = await this.post(session('jane'), '/requests', { rule: 'investigate', minutes: 30, incident: 'INC-1234', justification: JUSTIFICATION });
    return id;
  }

  /** The id of a request of Jane that is active. */
  public async active(): Promise<string> {
    const id = await this.requested();
    await this.post(session('mary'), `/requests/${id}/approve`);
    await this.aws.waitFor(async () => (await this.state(id))?.status === 'active', 'active');
    return id;
  }

  /** Until the access is gone. */
  public async ended(id: string): Promise<void> {
    await this.aws.waitFor(async () => (await this.state(id))?.status === 'ended', 'ended');
  }
}
