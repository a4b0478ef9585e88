import { join } from 'path';
import {
  Acknowledged, AlikeAccounts, Answer, ANY_ACCOUNT, Assumption, CLAIMS, ClaimResult,
  proveModel, refusedAcknowledgements, ResourceModel, SynthesizedStack,
} from 'cdk-break-glass/internal';
import { Access, accessOf } from './access';
import { Check, checkOf } from './check';
import { relevantKeys } from './relevant';
import { isContradicted } from '../facts/contradiction';
import { Facts, FactState } from '../facts/states';
import { Selected } from '../input/selection';
import { version } from '../version';

/** What is said of an account that stands for all others. */
export const SAMPLE = 'a sample: no template names it';

/** Raised when a reader of the JSON would have to change; what is only added doesn't raise it. */
export const FORMAT = 1;

/** The result of `prove --json`. docs/reference/prove-result.schema.json describes it. */
export interface ProofDocument {
  readonly format: number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly input: string;
  /** Whether any user and role was taken as break-glass. */
  readonly all: boolean;
  /** Also 'fails' when a claim holds and a fact that it rests on failed. */
  readonly verdict: 'holds' | 'fails' | 'nothing to prove';
  readonly stacks: readonly ProvenStack[];
  readonly claims: readonly ProvenClaim[];
  /** Acknowledgements that can't be taken, of claims that were asked or that there aren't. */
  readonly refused: readonly (Place & { readonly claim?: string; readonly why: string })[];
  /** Claims that weren't asked, since they are about what only the library writes. */
  readonly leftOut: readonly string[];
  /** Accounts that weren't asked, because their templates are equal to those of one that was but for the account's id. */
  readonly alike: readonly AlikeAccounts[];
  readonly access: Access;
  /** With --facts: what a live account showed. */
  readonly facts?: readonly ListedFact[];
}

export interface ListedFact {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  readonly state: FactState;
  readonly seen?: string;
  readonly date?: string;
  readonly region?: string;
}

export interface ProvenStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** The stack has no Region of its own: it may be deployed to any, and is proven for this one. */
  readonly regionAssumed?: boolean;
  readonly template?: string;
}

export interface ProvenClaim {
  readonly id: string;
  readonly title: string;
  readonly proof: string;
  readonly ability: boolean;
  readonly threats: readonly number[];
  readonly remedy?: string;
  /** What the claim takes for granted of AWS. Without --facts nothing of it is verified. */
  readonly restsOn: readonly RestsOn[];
  readonly verdict: ClaimResult['verdict'];
  readonly questions: number;
  readonly counterExamples: readonly Finding[];
  readonly acknowledged: readonly (Finding & { readonly reason: string })[];
  /** Acknowledgements that accept nothing. */
  readonly stale: readonly (Place & { readonly reason: string })[];
  readonly assumptions: readonly Assumed[];
}

export interface Assumed extends Place, Check {
  readonly subject: string;
  readonly text: string;
}

export interface RestsOn {
  readonly number: number;
  readonly id: string;
  readonly state: FactState;
}

/** Where a template has the resource that has to change. */
export interface Place {
  readonly stack?: string;
  readonly template?: string;
  readonly logicalId?: string;
  readonly type?: string;
  /** The construct, where the template tells. */
  readonly path?: string;
}

export interface Finding extends Place {
  /** A request, a record, or a look at the template. */
  readonly kind: Answer['kind'];
  readonly subject: string;
  readonly text: string;
  readonly because: string;
  /** Who asked for what, where, with which context; of questions about access. */
  readonly request?: {
    readonly principal: string;
    readonly action: string;
    readonly resource?: string;
    readonly account: string;
    readonly context: { readonly [key: string]: string | readonly string[] };
    /** No template names the account: it stands for all others. */
    readonly sample?: boolean;
    /** Keys of the context that a policy asks for, and those of MFA. */
    readonly relevant: readonly string[];
  };
}

const IDS = CLAIMS.map(({ id }) => id);

/** Proves what is selected. */
export function proofDocument(input: string, selection: Selected, facts?: Facts): ProofDocument {
  return documentOf(input, selection, proveModel(selection.model, { claims: selection.claims }), [], facts);
}

/** Of results that are there already. */
export function documentOf(
  input: string, selection: Selected, results: readonly ClaimResult[], alike: readonly AlikeAccounts[] = [], facts?: Facts,
): ProofDocument {
  const known = facts ?? new Facts(undefined, version());
  const isSample = samples(selection.model.stacks, alike);
  const finding = (each: Answer | Acknowledged) => findingOf(each, isSample);
  const asked = results.some(({ questions, assumptions }) => questions > 0 || assumptions.length > 0);
  const claims = results.map((result): ProvenClaim => ({
    id: result.id,
    title: result.title,
    proof: result.proof,
    ability: result.ability,
    threats: result.threats,
    remedy: result.remedy,
    restsOn: result.restsOn.map((id) => {
      const { fact, state } = known.of(id);
      return { number: fact.number, id, state };
    }),
    verdict: result.verdict,
    questions: result.questions,
    counterExamples: result.counterExamples.map(finding),
    acknowledged: result.acknowledged.map((answer) => ({ ...finding(answer), reason: answer.reason })),
    stale: result.stale.map(({ about, reason }) => ({ reason, ...placeOf(about) })),
    assumptions: result.assumptions.map(assumption),
  }));
  return {
    format: FORMAT,
    tool: { name: 'cdk-break-glass-cli', version: version() },
    input,
    all: selection.all,
    verdict: claims.some((claim) => claim.verdict === 'fails' || isContradicted(claim)) ? 'fails' : asked ? 'holds' : 'nothing to prove',
    stacks: selection.model.stacks.map((stack) => {
      const { name, account, region, regionAssumed } = stack;
      return { name, account, region, regionAssumed, template: fileOf(stack) };
    }),
    claims,
    refused: refusedAcknowledgements(selection.model.stacks, IDS)
      .filter(({ claim }) => claim === undefined || !IDS.includes(claim) || results.some(({ id }) => id === claim))
      .map(({ about, claim, why }) => ({ claim, why, ...placeOf(about) })),
    leftOut: selection.leftOut.map(({ id }) => id),
    alike,
    access: accessOf(selection.model, alike),
    facts: facts?.all.map(({ fact: { number, id, title }, state, verified }) => ({
      number, id, title, state, seen: verified?.seen, date: verified?.date, region: verified?.region,
    })),
  };
}

function findingOf({ kind, subject, text, because, about, request }: Answer | Acknowledged, isSample: (account: string) => boolean): Finding {
  return {
    kind,
    subject,
    text,
    because,
    ...placeOf(about),
    request: request && {
      principal: request.principalArn,
      action: request.action,
      resource: request.resource,
      account: request.account,
      ...isSample(request.account) ? { sample: true } : {},
      context: request.context,
      relevant: relevantKeys(request),
    },
  };
}

/** Tells the accounts that nobody named: neither a stack nor a template with its parameters. */
function samples(stacks: readonly SynthesizedStack[], alike: readonly AlikeAccounts[]): (account: string) => boolean {
  const known = new Map<string, boolean>();
  const isNamed = (account: string) => account === ANY_ACCOUNT || alike.some((group) => group.alike.includes(account))
    || stacks.some((stack) => stack.account === account || JSON.stringify(stack.template).includes(account));
  return (account) => {
    let found = known.get(account);
    if (found === undefined) { known.set(account, found = !isNamed(account)); }
    return found;
  };
}

function assumption(assumed: Assumption): Assumed {
  const { subject, text, about } = assumed;
  return { subject, text, ...checkOf(assumed), ...placeOf(about) };
}

function placeOf(about: Pick<ResourceModel, 'stack' | 'logicalId' | 'type' | 'path'> | undefined): Place {
  return about ? { stack: about.stack.name, template: fileOf(about.stack), logicalId: about.logicalId, type: about.type, path: about.path } : {};
}

/** The template's file, as the user can open it: relative where the input was named so. */
function fileOf({ directory, templateFile }: SynthesizedStack): string | undefined {
  return directory !== undefined && templateFile !== undefined ? join(directory, templateFile) : templateFile;
}

/** The exit code that a result means. */
export function exitCode({ verdict }: Pick<ProofDocument, 'verdict'>): number {
  return verdict === 'fails' ? 1 : 0;
}
