import { readFileSync, statSync } from 'fs';
import { AccessModel, SynthesizedStack } from 'cdk-break-glass/internal';
import { compare, Comparison } from './compare';
import { DeploymentChanges, deploymentChanges } from './deployment';
import { CALL } from '../call';
import { UserError } from '../errors';
import { readInput } from '../input/read';
import { Selected } from '../input/selection';
import { FORMAT, ProofDocument, proofDocument } from '../prove/document';

export interface Changes extends Comparison {
  readonly baseline: string;
  /** Only where the baseline has templates. */
  readonly deployment?: DeploymentChanges;
}

/**
 * Compares with an earlier result or with earlier templates.
 *
 * @param select selects from the earlier templates as it was selected from those of now
 */
export function changesSince(
  path: string, document: ProofDocument, model: AccessModel, select: (stacks: readonly SynthesizedStack[]) => Selected,
): Changes {
  const earlier = earlierResult(path);
  if (earlier) { return { baseline: path, ...compare(earlier, document) }; }
  const selection = asBaseline(path, () => select(readInput(path)));
  return { baseline: path, ...compare(proofDocument(path, selection), document), deployment: deploymentChanges(selection.model, model) };
}

const MADE_ANEW = `make it anew with '${CALL} prove --json'`;

/** Undefined where the path has templates. */
function earlierResult(path: string): ProofDocument | undefined {
  let text: string;
  try {
    if (statSync(path).isDirectory()) { return undefined; }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`${called(path)} ${whyUnread(error as NodeJS.ErrnoException)}`);
  }
  let value: any;
  try {
    value = JSON.parse(text);
  } catch {
    // A template in YAML; otherwise the error says that it's neither.
    return undefined;
  }
  if (value?.format === undefined || !Array.isArray(value.claims)) { return undefined; }
  if (value.format !== FORMAT) { throw new UserError(`${called(path)} has format ${value.format}, this version reads format ${FORMAT}; ${MADE_ANEW}`); }
  if (!value.access?.permissions) { throw new UserError(`${called(path)} is incomplete: it has no 'access'; ${MADE_ANEW}`); }
  return value;
}

/** Of two files that the command names, an error must say which one it is about. */
const called = (path: string) => `'${path}', the baseline,`;

function whyUnread({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') { return `doesn't exist; name a result of '${CALL} prove --json', or an earlier cdk.out`; }
  return `can't be read: ${code === 'EACCES' ? 'permission denied' : message}`;
}

function asBaseline<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) { throw error; }
    const { message } = error;
    throw new UserError(message.includes(`'${path}'`) ? message.replace(`'${path}'`, () => called(path)) : `in ${called(path).slice(0, -1)}: ${message}`);
  }
}
