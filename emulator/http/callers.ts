import { randomBytes } from 'node:crypto';

/** A principal with credentials, as the emulator knows it. */
export interface Caller {
  /** As `$context.identity.userArn` has it: an IAM user, or a session of a role. */
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Sessions have one; users don't. */
  readonly sessionToken?: string;
  readonly expiresAt?: Date;
  /** Policies by which the call is decided. */
  readonly policies: readonly object[];
}

export interface CallerOptions {
  readonly policies: readonly object[];
  /** @default - never */
  readonly expiresAt?: Date;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Who has credentials. */
export class Callers {
  private readonly byKey = new Map<string, Caller>();

  /** Issues credentials to a user or to a session of a role. */
  public add(arn: string, options: CallerOptions): Caller {
    const isSession = /:assumed-role\//.test(arn);
    const id = [...randomBytes(16)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
    const caller: Caller = {
      arn,
      accessKeyId: `${isSession ? 'ASIA' : 'AKIA'}${id}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      ...isSession && { sessionToken: randomBytes(300).toString('base64') },
      ...options,
    };
    this.know(caller);
    return caller;
  }

  /** Takes credentials that were issued elsewhere. */
  public know(caller: Caller): void {
    this.byKey.set(caller.accessKeyId, caller);
  }

  public find(accessKeyId: string): Caller | undefined {
    return this.byKey.get(accessKeyId);
  }
}
