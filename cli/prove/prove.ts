import { Claim, CLAIMS, SynthesizedStack } from 'cdk-break-glass/internal';
import { documentOf, exitCode, ProofDocument, proofDocument } from './document';
import { junit } from './junit';
import { sarif } from './sarif';
import { proofText } from './text';
import { Changes, changesSince } from '../baseline/baseline';
import { changesText } from '../baseline/text';
import { Run, Values } from '../command/command';
import { UserError } from '../errors';
import { factsOf } from '../facts/option';
import { withParameters } from '../input/parameters';
import { proveInput, readInput } from '../input/read';
import { Selected, selected } from '../input/selection';
import { claimNamed } from '../named';
import { DEFAULT_INPUT, distinct, jsonText, write } from '../output';

/** `break-glass prove`. */
export const run: Run = ({ values, positionals: [input = DEFAULT_INPUT] }) => {
  const claims = claimsNamed(values.claim as readonly string[] | undefined);
  const outputs = outputsOf(values, input);
  const facts = factsOf(values);
  const select = (stacks: readonly SynthesizedStack[]) => selected(withParameters(stacks, values), values, claims);
  // An earlier state is compared stack by stack; other users and roles, and values of parameters, may differ in every account.
  const apart = values.all || ['baseline', 'parameter', 'users', 'roles'].some((option) => values[option] !== undefined);
  const proof = apart ? undefined : proveInput(input, { claims });
  const selection: Selected = proof ? { model: proof.model, claims, leftOut: [], all: false } : select(readInput(input));
  const document = proof ? documentOf(input, selection, proof.results, proof.alike, facts) : proofDocument(input, selection, facts);
  const changes = values.baseline === undefined ? undefined : changesSince(String(values.baseline), document, selection.model, select);
  const code = exitCode(document);
  // Set before anything is printed: a reader that closes the pipe early must not change it.
  process.exitCode = code;
  for (const { file, render } of outputs) { write(file, render(document, changes)); }
  return code;
};

interface Output {
  readonly file: string;
  readonly render: (document: ProofDocument, changes: Changes | undefined) => string;
}

/** What to write where. Text goes to the screen unless something else is printed there. */
function outputsOf(values: Values, input: string): Output[] {
  const files: Output[] = [
    ...values.json ? [{ file: '-', render: (document: ProofDocument, changes: Changes | undefined) => jsonText({ ...document, changes }) }] : [],
    ...values.junit === undefined ? [] : [{ file: String(values.junit), render: junit }],
    ...values.sarif === undefined ? [] : [{ file: String(values.sarif), render: sarif }],
  ];
  const printed = files.filter(({ file }) => file === '-').length;
  if (printed > 1) { throw new UserError('only one of \'--json\', \'--junit -\' and \'--sarif -\' can be printed; give the others a file'); }
  distinct(files.map(({ file }) => file), { input, baseline: values.baseline as string | undefined, facts: values.facts as string | undefined });
  const text: Output = { file: '-', render: (document, changes) => `${proofText(document)}${changes ? `\n${changesText(changes)}` : ''}` };
  return printed === 1 ? files : [text, ...files];
}

function claimsNamed(ids: readonly string[] = []): readonly Claim[] {
  for (const id of ids) { claimNamed(id); }
  return ids.length === 0 ? CLAIMS : CLAIMS.filter(({ id }) => ids.includes(id));
}
