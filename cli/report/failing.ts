import { Answer, ClaimResult, ResourceModel, RoleModel, UserModel } from 'cdk-break-glass/internal';

/** Which claims fail on which role and user, and which fail on something else. */
export class Failing {
  private readonly claims = new Map<string, Set<string>>();
  private readonly results: readonly ClaimResult[];

  constructor(results: readonly ClaimResult[]) {
    this.results = results.filter(({ verdict }) => verdict === 'fails');
    for (const { id, counterExamples } of this.results) {
      counterExamples.forEach((answer) => this.note(answer, id));
    }
  }

  /** Ids of the claims that fail on a role or user, or on another part of its construct, such as the boundary. */
  public of({ resource, name }: RoleModel | UserModel): readonly string[] {
    return [...new Set([placeOf(resource), nameKey(name)].flatMap((key) => [...this.claims.get(key) ?? []]))];
  }

  /** Failing claims that aren't about one of these principals. */
  public elsewhere(principals: readonly (RoleModel | UserModel)[]): readonly ClaimResult[] {
    const marked = new Set(principals.flatMap((principal) => this.of(principal)));
    return this.results.filter(({ id }) => !marked.has(id));
  }

  private note({ about, subject }: Answer, claim: string): void {
    const key = about ? placeOf(about) : nameKey(subject);
    const claims = this.claims.get(key);
    if (claims) { claims.add(claim); } else { this.claims.set(key, new Set([claim])); }
  }
}

function nameKey(name: string): string {
  return `named ${name}`;
}

/** The construct that made the resource; the resource itself where it stands in the stack directly. */
function placeOf({ path, stack, logicalId }: ResourceModel): string {
  const parent = path?.slice(0, Math.max(0, path.lastIndexOf('/'))) ?? '';
  const own = parent === '' || !parent.includes('/') || parent === stack.displayName;
  return `${stack.account} ${stack.region} ${stack.name} ${own ? logicalId : parent}`;
}
