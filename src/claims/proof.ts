import { tellsAccountsApart } from './account-parts';
import { AlikeAccounts, AlikeSearch } from './alike';
import { eachTemplate, readAssembly, TemplateTexts } from './assembly';
import { accessModel } from './landings';
import { AccessModel } from './model';
import { ClaimResult, proveModel, ProveOptions } from './prove';
import { SynthesizedStack } from './resolve';

/** The claims on an assembly, and what they were asked of. */
export interface Proof {
  readonly results: readonly ClaimResult[];
  /** Accounts that weren't asked, because their templates are equal to those of an account that was. */
  readonly alike: readonly AlikeAccounts[];
  /** The accounts that were asked. */
  readonly model: AccessModel;
}

/** Proves the claims on stacks. Of accounts whose templates are equal but for the account's id, two are asked. */
export function proofOf(stacks: readonly SynthesizedStack[], options?: ProveOptions): Proof {
  const search = new AlikeSearch();
  stacks.forEach(({ template, ...stack }) => search.add({ ...stack, text: JSON.stringify(template) }));
  return proven(search.groups(), (asked) => stacks.filter(asked), options);
}

/**
 * Proves the claims on a cloud assembly on disk. Each template is read once, as long as all of them fit into memory. Of larger assemblies
 * only the templates of accounts that are asked are kept.
 *
 * @param directory the output directory of a synthesis, `cdk.out`
 */
export function proofOfAssembly(directory: string, options?: ProveOptions): Proof {
  const search = new AlikeSearch();
  const texts = new TemplateTexts();
  eachTemplate(directory, (stack) => search.add(stack), texts);
  return proven(search.groups(), (asked) => readAssembly(directory, asked, texts), options);
}

type Asked = (stack: Pick<SynthesizedStack, 'account'>) => boolean;

function proven(alike: readonly AlikeAccounts[], read: (asked: Asked) => SynthesizedStack[], options?: ProveOptions): Proof {
  const left = new Set(alike.flatMap((group) => group.alike));
  const model = accessModel(read(({ account }) => !left.has(account)));
  if (left.size > 0 && tellsAccountsApart(model, left)) { return proven([], read, options); }
  return { results: proveModel(model, options), alike, model };
}
