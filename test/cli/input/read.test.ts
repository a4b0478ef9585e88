import * as fs from 'fs';
import { join } from 'path';
import { UserError } from '../../../cli/errors';
import { readInput } from '../../../cli/input/read';
import { organization, OPEN_ROLE, temporaryFolder, writeAssembly } from '../support';

const folder = temporaryFolder();
const STACKS = ['Security', 'Workload', 'Elevation', 'Revocation'];
const file = (name: string, text: string) => {
  fs.writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test('reads an assembly by its folder, and by its manifest', () => {
  const assembly = writeAssembly(join(folder, 'out'), organization());
  expect(readInput(assembly).map(({ name }) => name)).toEqual(STACKS);
  expect(readInput(join(assembly, 'manifest.json')).map(({ name }) => name)).toEqual(STACKS);
});

test('reads an assembly of a newer schema, as long as it has stacks', () => {
  expect(readInput(writeAssembly(join(folder, 'newer'), organization(), '999.0.0'))).toHaveLength(STACKS.length);
});

test.each([
  ['that is nested in itself', { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } }, '\'.\' as its \'directoryName\''],
  ['that is nested in itself by its parent', { type: 'cdk:cloud-assembly', properties: { directoryName: 'x/../../nesting' } }, 'which isn\'t inside'],
  ['outside of its folder', { type: 'cdk:cloud-assembly', properties: { directoryName: '../..' } }, '\'../..\' as its \'directoryName\''],
  ['with a template outside of its folder', { type: 'aws:cloudformation:stack', properties: { templateFile: '../../etc/passwd' } }, '\'../../etc/passwd\' as its \'templateFile\''],
])('fails on an assembly %s', (_, artifact, text) => {
  fs.mkdirSync(join(folder, 'nesting'), { recursive: true });
  fs.writeFileSync(join(folder, 'nesting', 'manifest.json'), JSON.stringify({ version: '50.0.0', artifacts: { A: artifact } }));
  expect(() => readInput(join(folder, 'nesting'))).toThrow(UserError);
  expect(() => readInput(join(folder, 'nesting'))).toThrow(text);
});

test('reads a template, as for whichever account deploys it', () => {
  expect(readInput(file('emergency.yaml', OPEN_ROLE))).toEqual([
    expect.objectContaining({ name: 'emergency', account: '000000000000', directory: folder, templateFile: 'emergency.yaml' }),
  ]);
  expect(readInput(file('a.template.json', '{"Resources":{}}'))[0].name).toBe('a');
});

test.each([
  ['nothing there', () => join(folder, 'nothing'), 'doesn\'t exist; synthesize the app first'],
  ['a folder that is no assembly', () => folder, 'is not a cloud assembly'],
  ['an assembly without stacks, of a schema that may be too new', () => writeAssembly(join(folder, 'empty'), [], '999.0.0'), 'holds no stack that can be read; its schema is version 999.0.0'],
  ['a manifest that is no JSON', () => {
    fs.mkdirSync(join(folder, 'bad'), { recursive: true });
    fs.writeFileSync(join(folder, 'bad', 'manifest.json'), 'x');
    return join(folder, 'bad');
  }, 'is not JSON'],
  ['an assembly whose template is gone', () => {
    const assembly = writeAssembly(join(folder, 'gone'), organization());
    fs.rmSync(join(assembly, 'Workload.template.json'));
    return assembly;
  }, 'can\'t be read, but the cloud assembly names it'],
  ['a template of an assembly without resources', () => {
    const assembly = writeAssembly(join(folder, 'bare'), organization());
    fs.writeFileSync(join(assembly, 'Workload.template.json'), '{}');
    return assembly;
  }, 'the template of stack \'Workload\''],
])('fails on %s', (_, path, text) => expect(() => readInput(path())).toThrow(text));

test('fails on what the user may not read', () => {
  const locked = file('locked.yaml', OPEN_ROLE);
  const folderOf = writeAssembly(join(folder, 'locked'), organization());
  fs.chmodSync(locked, 0);
  fs.chmodSync(folderOf, 0);
  // The administrator may read everything, so another user tries.
  const asOther = process.getuid?.() === 0;
  if (asOther) {
    fs.chmodSync(folder, 0o755);
    process.seteuid!(65534);
  }
  try {
    expect(() => readInput(locked)).toThrow('can\'t be read: permission denied');
    expect(() => readInput(folderOf)).toThrow('can\'t be read: permission denied');
  } finally {
    if (asOther) { process.seteuid!(0); }
    fs.chmodSync(folderOf, 0o755);
  }
});
