import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { CAREFUL, CARELESS, TEMPLATES } from './careless/expectations';
import { findings, stackIn } from './support';
import { carelessSamples } from '../support/negative-controls/careless-samples';

const without = (prefix: string, found: string[]) => found.map((finding) => finding.replace(` at ${prefix}`, ' at '));

test.each(Object.entries(CARELESS))('reports exactly the mistakes of %s', (_, { make, expected }) => {
  const stack = stackIn();
  make(stack);
  expect(without('Stack/', findings(stack))).toEqual([...expected].sort());
});

test.each(Object.entries(CAREFUL))('is silent on what is careful, or no emergency access, in %s', (_, { make, expected }) => {
  const stack = stackIn();
  make(stack);
  expect(without('Stack/', findings(stack))).toEqual([...expected].sort());
});

test.each(TEMPLATES.map(([sample, expected]) => [sample.name, sample, expected] as const))('reports exactly the mistakes of the template %s', (_, sample, expected) => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'careless-'));
  try {
    const templateFile = path.join(directory, 'template.json');
    fs.writeFileSync(templateFile, JSON.stringify(sample.template));
    const stack = stackIn();
    new CfnInclude(stack, 'Include', { templateFile });
    expect(without('Stack/Include/', findings(stack))).toEqual([...expected].sort());
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
});

test('every template of the negative controls has its row', () => {
  expect(TEMPLATES.map(([{ name }]) => name)).toEqual(carelessSamples().map(({ name }) => name));
});
