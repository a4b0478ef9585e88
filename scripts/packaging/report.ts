/** Proves the claims on the reference organization and writes the report to the file named: the same text wherever it runs. */
import { writeFileSync } from 'fs';
import { prove, RealEngines, renderReport, stacksOf } from '../../cli';
import { referenceOrganization } from '../../examples/reference-org/app';
import { accessModel } from 'cdk-break-glass/internal';

async function main(file: string): Promise<void> {
  const stacks = stacksOf(referenceOrganization({ analyticsReporting: false }).synth());
  const results = await prove(stacks, { engines: new RealEngines() });
  const failing = results.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id);
  if (failing.length > 0) { throw new Error(`claims that fail: ${failing.join(', ')}`); }
  writeFileSync(file, renderReport({ title: 'Reference organization', generatedAt: '', versions: {}, model: accessModel(stacks), results }));
}

main(process.argv[2]).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
