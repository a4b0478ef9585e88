/** JUnit and SARIF of a result that has one of everything. */
import { execFileSync } from 'child_process';
import { writeFileSync } from 'fs';
import { join } from 'path';
import { jsonText } from '../../../cli/output';
import { ProofDocument, ProvenClaim } from '../../../cli/prove/document';
import { junit } from '../../../cli/prove/junit';
import { sarif } from '../../../cli/prove/sarif';
import { proofText } from '../../../cli/prove/text';
import { CLAIMS } from '../../../src/claims/internal';
import { anchorsOf, readPage } from '../../docs/markdown';
import { temporaryFolder } from '../support';

const folder = temporaryFolder();
const template = join(folder, 'A b#1.template.json');
writeFileSync(template, '{\n "Resources": {\n  "Other": {},\n  "Role": {}\n }\n}\n');

const HOSTILE = '<a href="x">&\u0000\u001b[2J\ud800]]>\u009b\u202e\u2066\u2069\u200b\u061c';
/** What may stand in an output: the end of a line, and everything that shows. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const hidden = (text: string) => text.replaceAll('\n', '').match(HIDDEN);
const place = { stack: 'A', template, logicalId: 'Role', type: 'AWS::IAM::Role', path: 'A/Role/Resource' };
const finding = {
  ...place,
  kind: 'access' as const,
  subject: 'R',
  text: `assumes ${HOSTILE}`,
  because: 'allowed by trust',
  request: {
    principal: 'arn:aws:iam::111111111111:user/x', action: 'sts:AssumeRole', resource: 'arn:r', account: '222222222222', sample: true, context: { 'aws:SourceIp': '192.0.2.1', 'aws:username': ['x'] }, relevant: ['aws:username'],
  },
};
const claim = (id: string, verdict: ProvenClaim['verdict'], more: Partial<ProvenClaim> = {}): ProvenClaim => (
  { id, title: `Title of ${id}`, proof: 'policy', ability: false, threats: [8], restsOn: [], verdict, questions: 5, counterExamples: [], acknowledged: [], stale: [], assumptions: [], ...more });

const DOCUMENT: ProofDocument = {
  format: 1,
  tool: { name: 'cdk-break-glass-cli', version: '1.2.3' },
  input: 'cdk.out',
  all: false,
  verdict: 'fails',
  stacks: [{ name: 'A', account: '222222222222', region: 'us-east-1', template }],
  claims: [
    claim('role-needs-mfa', 'fails', {
      remedy: 'Do this.', counterExamples: [...Array.from({ length: 5 }, () => finding), { kind: 'fact' as const, subject: 'nowhere', text: 'is retained', because: 'DeletionPolicy undefined, key arn:aws:kms:::key/unresolved-Key' }],
    }),
    claim('user-bounded', 'acknowledged', { acknowledged: [{ ...finding, reason: 'known since June' }] }),
    claim('role-bounded', 'holds', { assumptions: [{ ...place, logicalId: 'Other', subject: 'trail', text: 'is there', check: 'aws logs describe-log-groups' }] }),
    claim('role-retained', 'not applicable', { questions: 0, stale: [{ ...place, reason: 'sandbox account, see SEC-7' }] }),
  ],
  refused: [{ ...place, claim: 'role-retaind', why: '\'claim\' must be the id of a claim' }],
  leftOut: [],
  alike: [],
  access: { users: [], roles: [], permissionSets: [], assignments: [], elevation: [], permissions: {} },
};

const FOUND = 'no DeletionPolicy, key arn:aws:kms:::key/(Key\'s name, which CloudFormation makes up)';

test('JSON has no character that doesn\'t show, and means the same', () => {
  const text = jsonText(DOCUMENT);
  expect(hidden(text)).toBeNull();
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(DOCUMENT)));
});

describe('JUnit', () => {
  const xml = junit(DOCUMENT);

  test('is XML, whatever names the templates have', () => {
    const file = join(folder, 'junit.xml');
    writeFileSync(file, xml);
    const program = 'import sys, xml.etree.ElementTree as t; r = t.parse(sys.argv[1]).getroot(); print(r.attrib["tests"], r.attrib["failures"], r.attrib["skipped"], len(r.findall(".//testcase")), r.find(".//failure").attrib["type"])';
    expect(execFileSync('python3', ['-c', program, file], { encoding: 'utf8' }).trim()).toBe('4 1 1 4 role-needs-mfa');
  });

  test('has no character that doesn\'t show', () => {
    expect(hidden(xml)).toBeNull();
    expect(xml).toContain('\\u202e');
  });

  test('tells counter-examples, remedy, reasons and assumptions', () => {
    expect(xml).toContain('arn:aws:iam::111111111111:user/x, sts:AssumeRole on arn:r in account 222222222222 (a sample: no template names it), with aws:username x');
    expect(xml).toContain('What to do: Do this.');
    // A fact must not say the opposite of what was found, nor show the marks of the proofs.
    expect(xml).toContain(`nowhere: expected that it is retained; found: ${FOUND}`);
    expect(xml).toContain('acknowledged: R: assumes');
    expect(xml).toContain('known since June');
    expect(xml).toContain('check: aws logs describe-log-groups');
    expect(xml).toContain('acknowledged, but holds: A/Role/Resource: sandbox account, see SEC-7');
    expect(xml).toContain('<skipped');
  });
});

test('the text tells acknowledgements that accept nothing', () => {
  expect(proofText(DOCUMENT)).toMatch(/ACKNOWLEDGED, BUT HOLDS\S* \S*role-retained\S*\n    A\/Role\/Resource: sandbox account, see SEC-7; remove the acknowledgement\n/);
});

test('the text tells acknowledgements that can\'t be taken', () => {
  expect(proofText(DOCUMENT)).toMatch(/NOT ACKNOWLEDGED\S*\n    A\/Role\/Resource: role-retaind: 'claim' must be the id of a claim\n/);
});

describe('SARIF', () => {
  const log = JSON.parse(sarif(DOCUMENT));
  const [{ tool: { driver }, results }] = log.runs;

  test('has no character that doesn\'t show, and gives none to what shows its messages', () => {
    expect(hidden(sarif(DOCUMENT))).toBeNull();
    expect(hidden(results.map(({ message, locations }: any) => JSON.stringify([message.text.replaceAll('\n', ''), locations])).join(''))).toBeNull();
    expect(results[0].message.text).toContain('\\u202e');
  });

  test('has a rule for each claim, and a result for each claim and resource', () => {
    expect(driver.rules.map(({ id }: any) => id)).toEqual(DOCUMENT.claims.map(({ id }) => id));
    expect(driver.rules[0]).toMatchObject({ name: 'RoleNeedsMfa', helpUri: expect.stringMatching(/^https:.*\/v1\.2\.3\/docs\/reference\/claims\.md#who-can-assume-an-incident-response-role-and-how$/), help: { text: expect.stringContaining('Do this.') } });
    expect(results.map(({ ruleId, level }: any) => [ruleId, level])).toEqual([
      ['role-needs-mfa', 'error'], ['role-needs-mfa', 'error'], ['user-bounded', 'error'], ['role-bounded', 'note'],
    ]);
    for (const { ruleId, ruleIndex } of results) { expect(driver.rules[ruleIndex].id).toBe(ruleId); }
  });

  test('leads to the heading of each claim', () => {
    const all = JSON.parse(sarif({ ...DOCUMENT, claims: CLAIMS.map(({ id }) => claim(id, 'holds')) })).runs[0].tool.driver.rules;
    const anchors = anchorsOf(readPage('docs/reference/claims.md'));
    expect(all.filter(({ helpUri }: any) => !anchors.includes(helpUri.split('#')[1]))).toEqual([]);
  });

  test('tells what was expected and found, as people read it', () => {
    expect(results[1].message.text).toContain(`nowhere: expected that it is retained; found: ${FOUND}.`);
  });

  test('shows the line of the resource in the template, and the construct', () => {
    expect(results[0].locations).toEqual([{
      physicalLocation: { artifactLocation: { uri: expect.stringMatching(/^file:\/\/\/.*\/A%20b%231\.template\.json$/) }, region: { startLine: 4 } },
      logicalLocations: [{ fullyQualifiedName: 'A/Role/Resource', kind: 'resource' }],
    }]);
    expect(results[3].locations[0].physicalLocation.region.startLine).toBe(3);
  });

  test('a relative template stays relative, so that code scanning finds it', () => {
    const relative = JSON.parse(JSON.stringify(DOCUMENT).replaceAll(JSON.stringify(template), '"cdk.out/A.template.json"'));
    expect(JSON.parse(sarif(relative)).runs[0].results[0].locations[0].physicalLocation).toEqual({ artifactLocation: { uri: 'cdk.out/A.template.json' }, region: { startLine: 1 } });
  });

  test('what is about no resource is shown at a template', () => {
    expect(results[1].locations[0].logicalLocations[0].fullyQualifiedName).toBe('nowhere');
    expect(results[1].locations[0].physicalLocation.artifactLocation.uri).toContain('template.json');
  });

  test('an acknowledgement is a suppression with its reason; the same mistake is told once', () => {
    expect(results[2].suppressions).toEqual([{ kind: 'inSource', status: 'accepted', justification: 'known since June' }]);
    expect(results[0].message.text).toContain('And 2 more.');
    expect(results[0].suppressions).toBeUndefined();
  });

  test('a result keeps its fingerprint while counter-examples come and go', () => {
    const fewer = { ...DOCUMENT, claims: [{ ...DOCUMENT.claims[0], counterExamples: [finding] }] };
    expect(JSON.parse(sarif(fewer)).runs[0].results[0].partialFingerprints).toEqual(results[0].partialFingerprints);
  });
});
