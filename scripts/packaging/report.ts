/** Proves the claims on the reference organization and writes the report to the file named: the same text wherever it runs. */
import { writeFileSync } from 'fs';
import { renderReport } from '../../cli/index';
import { referenceOrganization } from '../../examples/reference-org/app';
import { accessModel, prove, readAssembly } from 'cdk-break-glass/internal';

function main(file: string): void {
  const stacks = readAssembly(referenceOrganization({ analyticsReporting: false }).synth().directory);
  const results = prove(stacks);
  const failing = results.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id);
  if (failing.length > 0) { throw new Error(`claims that fail: ${failing.join(', ')}`); }
  writeFileSync(file, renderReport({ title: 'Reference organization', generatedAt: '', versions: {}, model: accessModel(stacks), results }));
}

main(process.argv[2]);
