import { VirtualClock } from './virtual-clock';
import { WorkflowError } from './workflow';

export interface Limits {
  /** Calls of all kinds, from all callers together. */
  readonly callsPerSecond: number;
  /** Assignments that are asked for and not yet done. */
  readonly outstanding: number;
}

/**
 * What AWS publishes. The quota of outstanding calls is named for CreateAccountAssignment; the simulation counts deletions too.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html
 */
export const PUBLISHED: Limits = { callsPerSecond: 20, outstanding: 10 };

export interface IdentityCenterProps {
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly limits: Limits;
  /** What an assignment takes on average. Each takes half to one and a half of it. */
  readonly assignmentSeconds: number;
}

/** The API of Identity Center in simulated time: it throttles, and what it is asked to write is done later. */
export class IdentityCenter {
  public calls = 0;
  public throttled = 0;
  public refused = 0;
  public mostOutstanding = 0;
  public mostInOneSecond = 0;
  public readonly assigned = new Set<string>();

  private admitted: number[] = [];
  private readonly writes = new Map<string, { readonly place: string; done: boolean }>();
  private readonly busy = new Set<string>();

  constructor(private readonly props: IdentityCenterProps) {}

  public call(action: string, parameters: any): any {
    this.calls++;
    this.admit();
    switch (action) {
      case 'createAccountAssignment': return { AccountAssignmentCreationStatus: this.write(parameters, true) };
      case 'deleteAccountAssignment': return { AccountAssignmentDeletionStatus: this.write(parameters, false) };
      case 'describeAccountAssignmentCreationStatus':
        return { AccountAssignmentCreationStatus: this.status(parameters.AccountAssignmentCreationRequestId) };
      case 'describeAccountAssignmentDeletionStatus':
        return { AccountAssignmentDeletionStatus: this.status(parameters.AccountAssignmentDeletionRequestId) };
      case 'listAccountAssignments': return { AccountAssignments: [] };
      default: throw new Error(`The simulation has no ${action}`);
    }
  }

  /** The most calls in any second. */
  private admit(): void {
    const { clock, limits } = this.props;
    this.admitted = this.admitted.filter((at) => at > clock.now - 1);
    if (this.admitted.length >= limits.callsPerSecond) {
      this.throttled++;
      throw new WorkflowError('SsoAdmin.ThrottlingException', 'Rate exceeded');
    }
    this.admitted.push(clock.now);
    this.mostInOneSecond = Math.max(this.mostInOneSecond, this.admitted.length);
  }

  private write(parameters: any, present: boolean): object {
    const { clock, random, limits, assignmentSeconds } = this.props;
    const place = [parameters.TargetId, parameters.PermissionSetArn, parameters.PrincipalId].join(' ');
    if (this.busy.has(place)) { throw new WorkflowError('SsoAdmin.ConflictException', 'an earlier write is not through yet'); }
    if (this.busy.size >= limits.outstanding) {
      this.refused++;
      throw new WorkflowError('SsoAdmin.ThrottlingException', 'There are too many requests processing');
    }
    this.busy.add(place);
    this.mostOutstanding = Math.max(this.mostOutstanding, this.busy.size);
    const id = `write-${this.writes.size}`;
    const written = { place, done: false };
    this.writes.set(id, written);
    void clock.sleep(assignmentSeconds * (0.5 + random())).then(() => {
      written.done = true;
      this.busy.delete(place);
      if (present) { this.assigned.add(place); } else { this.assigned.delete(place); }
    });
    return { Status: 'IN_PROGRESS', RequestId: id };
  }

  private status(id: string): object {
    return { Status: this.writes.get(id)!.done ? 'SUCCEEDED' : 'IN_PROGRESS', RequestId: id };
  }
}
