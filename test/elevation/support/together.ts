import { Bench } from '../../../emulator/bench/bench';

/**
 * The tests of several files (`<name>.cases.ts`), one after the other on the same emulator, which is empty at the begin of each: it takes
 * seconds to start one, and to load the CDK. One file alone: `npx jest <this test> -t <name>`.
 */
export function together(...files: readonly string[]): void {
  afterAll(Bench.reuse());
  describe.each(files)('%s', (file) => { jest.requireActual(`../${file}.cases`); });
}
