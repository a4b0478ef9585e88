import { IConstruct } from 'constructs';

/** What constructs of an app have taken, by app and by key: names that exist once, places that must be the same. */
export class Taken<T> {
  private readonly apps = new WeakMap<IConstruct, Map<string, { readonly by: IConstruct; readonly what: T }[]>>();

  /** What other constructs of the app took under the key. One that was removed from the tree makes nothing. */
  public others(scope: IConstruct, key: string): readonly { readonly by: IConstruct; readonly what: T }[] {
    return (this.apps.get(scope.node.root)?.get(key) ?? []).filter(({ by }) => by !== scope && stands(by, scope));
  }

  public add(scope: IConstruct, key: string, what: T): void {
    const keys = this.apps.get(scope.node.root) ?? new Map<string, { readonly by: IConstruct; readonly what: T }[]>();
    this.apps.set(scope.node.root, keys);
    keys.set(key, [...keys.get(key) ?? [], { by: scope, what }]);
  }
}

/** Whether a construct is still in the tree of another: a test may remove one. */
export function stands(construct: IConstruct, beside: IConstruct): boolean {
  const { scope, id, root } = construct.node;
  if (scope === undefined) { return construct === beside.node.root; }
  return root === beside.node.root && scope.node.tryFindChild(id) === construct && stands(scope, beside);
}
