import { proofOf, proveModel } from 'cdk-break-glass/internal';
import { Run } from './command/command';
import { factsOf } from './facts/option';
import { withParameters } from './input/parameters';
import { readInput } from './input/read';
import { selected } from './input/selection';
import { DEFAULT_INPUT, distinct, write } from './output';
import { renderReport } from './report/report';
import { titleOf } from './report/title';
import { version } from './version';

const DEFAULT_PAGE = 'report.html';

/** `break-glass report`. */
export const run: Run = ({ values, positionals: [input = DEFAULT_INPUT] }) => {
  const file = String(values.out ?? DEFAULT_PAGE);
  distinct([file], { input, facts: values.facts as string | undefined });
  const facts = factsOf(values);
  const { model, claims } = selected(withParameters(readInput(input), values), values);
  const page = renderReport({
    title: String(values.title ?? titleOf(model.stacks.map(({ name }) => name), input)),
    generatedAt: `${new Date().toISOString().slice(0, 16).replace('T', ', ')} UTC`,
    versions: { 'cdk-break-glass': version(), 'node': process.version },
    model,
    // The page shows every account; the claims are asked once of those that are alike.
    results: values.all || values.parameter !== undefined ? proveModel(model, { claims }) : proofOf(model.stacks, { claims }).results,
    facts,
  });
  write(file, page);
  if (file !== '-') { process.stdout.write(`${file}\n`); }
  return 0;
};
