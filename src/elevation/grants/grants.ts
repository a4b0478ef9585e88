import { Choice, Condition, Fail, IChainable, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Grant } from './grant';
import { kindsIn } from './kinds';
import { unlessShared } from './shared';
import { WorkflowContext } from '../engine/context';
import { jsonata } from '../engine/jsonata';

/** Grants of the kinds that the rules use. Other kinds are in no workflow and in no policy. */
export class Grants {
  private readonly used: readonly Grant[];

  constructor(private readonly context: WorkflowContext, instanceArn: string) {
    this.used = kindsIn(context.rulebook).flatMap((kind) => kind.grants(context, instanceArn));
  }

  public give(scope: Construct): IChainable {
    return at(scope, choose(scope, 'Which kind is granted?', this.used, (grant) => grant.give(scope)));
  }

  public take(scope: Construct, next: IChainable): IChainable {
    const taken = new Map(this.used.map((grant) => [grant, grant.take(scope, next)]));
    const shared = this.used.filter((grant) => grant.shared);
    const look = shared.length === 0 ? [] : [unlessShared(scope, this.context, choose(scope, 'Which kind is revoked?', shared, (grant) => taken.get(grant)!), next)];
    return at(scope, choose(scope, 'Can requests share the access?', this.used, (grant) => (grant.shared ? look[0] : taken.get(grant)!)));
  }
}

function at(scope: Construct, part: IChainable): IChainable {
  return Pass.jsonata(scope, 'Select the account', { assign: { account: jsonata('$states.input.account') } }).next(part);
}

function choose(scope: Construct, name: string, grants: readonly Grant[], part: (grant: Grant) => IChainable): IChainable {
  const choice = Choice.jsonata(scope, name);
  for (const grant of grants) { choice.when(Condition.jsonata(jsonata(grant.when)), part(grant)); }
  return choice.otherwise(Fail.jsonata(scope, `${name.slice(0, -1)}: unknown`, { error: 'Elevation.UnknownKind', cause: 'the rules no longer grant this kind of access' }));
}
