import { Command, Option } from './command';
import { CALL } from '../call';

const WRONG = [2, 'Wrong usage, input that can\'t be read, or a result that can\'t be written.'] as const;

const SELECTION: readonly Option[] = [
  {
    name: 'all',
    type: 'boolean',
    text: 'Take any IAM user with a password or an access key, and any role that users can assume, as break-glass: for templates that weren\'t made with cdk-break-glass.',
  },
  { name: 'users', type: 'string', multiple: true, value: 'PATTERN', text: 'With --all: the users to take, by name, with * and ?. May be repeated.' },
  { name: 'roles', type: 'string', multiple: true, value: 'PATTERN', text: 'With --all: the roles to take, by name, with * and ?. May be repeated.' },
  { name: 'parameter', type: 'string', multiple: true, value: 'NAME=VALUE', text: 'Value of a parameter of the templates. Without it the parameter is unknown, whatever its Default, and what depends on it can\'t be proven. May be repeated.' },
];

const FACTS: Option = {
  name: 'facts',
  type: 'string',
  value: 'FILE',
  text: 'The table of what a live account showed about AWS, which \'npm run verify:live\' writes. Says which claims rest on what isn\'t verified.',
};

/* eslint-disable @typescript-eslint/no-require-imports */
export const COMMANDS: readonly Command[] = [
  {
    name: 'prove',
    summary: 'Prove the claims on synthesized templates.',
    usage: `${CALL} prove [options] [cdk.out | template]`,
    text: [
      'Reads the output directory of \'cdk synth\' (default: cdk.out), or one CloudFormation template in JSON or YAML. '
      + 'Asks every claim about it, offline, and prints which hold, and for each that fails who can do what, where, and what to do about it.',
    ],
    options: [
      { name: 'claim', type: 'string', multiple: true, value: 'ID', text: 'Ask only this claim. May be repeated.' },
      { name: 'json', type: 'boolean', text: 'Print the result as JSON, instead of text.' },
      { name: 'junit', type: 'string', value: 'FILE', text: 'Write the result as JUnit XML; \'-\' prints it instead of text.' },
      { name: 'sarif', type: 'string', value: 'FILE', text: 'Write the result as SARIF 2.1.0; \'-\' prints it instead of text.' },
      {
        name: 'baseline',
        type: 'string',
        value: 'FILE',
        text: 'Compare with an earlier result (--json) or an earlier cdk.out: who gained or lost access, which claims changed. '
          + 'With templates also what a deployment would replace, delete or widen.',
      },
      FACTS,
      ...SELECTION,
    ],
    arguments: 1,
    exitCodes: [[0, 'Every claim holds, is acknowledged or doesn\'t apply; also when there is no break-glass access at all.'], [1, 'A claim fails, or with --facts: a claim holds, and a fact that it rests on failed in a live account.'], WRONG],
    examples: [
      [`${CALL} prove`, 'prove cdk.out'],
      [`${CALL} prove --sarif proof.sarif`, 'print text, and write SARIF for code scanning'],
      [`${CALL} prove --baseline main.json`, 'say what changed since the result of the main branch'],
      [`${CALL} prove --facts verified-facts.json`, 'say which claims rest on what no live account has shown'],
      [`${CALL} prove --all --roles 'Emergency*' template.yaml`, 'prove a template of your own'],
    ],
    load: () => require('../prove/prove').run,
  },
  {
    name: 'report',
    summary: 'Write an HTML page: who can become what, proofs, limits.',
    usage: `${CALL} report [options] [cdk.out | template]`,
    text: ['Proves the claims and writes one HTML page without scripts of others or external resources. Prints the path of the page.'],
    options: [
      { name: 'out', type: 'string', value: 'FILE', text: 'The page to write (default: report.html).' },
      { name: 'title', type: 'string', value: 'TEXT', text: 'The title of the page.' },
      FACTS,
      ...SELECTION,
    ],
    arguments: 1,
    exitCodes: [[0, 'The page is written, whether claims hold or not.'], WRONG],
    examples: [[`${CALL} report --out access.html`, 'write the page on cdk.out']],
    load: () => require('../report-command').run,
  },
  {
    name: 'explain',
    summary: 'Explain a claim: promise, threats, proof, attacks, remedy.',
    usage: `${CALL} explain [options] [claim]`,
    text: [
      'Without a claim it lists all of them. With --in it also counts the questions that the claim asks about these templates. '
      + 'With --all it says what to do in a template that wasn\'t made with cdk-break-glass, and asks as \'prove --all\' does.',
    ],
    options: [
      { name: 'in', type: 'string', value: 'PATH', text: 'A cdk.out or one template, to count and show the claim\'s questions for.' },
      ...SELECTION,
    ],
    arguments: 1,
    exitCodes: [[0, 'Explained.'], WRONG],
    examples: [
      [`${CALL} explain role-needs-mfa`, 'explain one claim'],
      [`${CALL} explain role-needs-mfa --all --in template.yaml`, 'explain it for a template of your own'],
    ],
    load: () => require('../explain/explain').run,
  },
];
/* eslint-enable @typescript-eslint/no-require-imports */
