/** Proves an assembly in a process of its own: `node prove.js ASSEMBLY` prints what came out as JSON. */
import { proofOfAssembly } from '../../src/internal';

export interface Proven {
  readonly questions: number;
  readonly failing: readonly string[];
  readonly roles: number;
  /** Accounts that weren't asked, because others are like them. */
  readonly unasked: number;
  readonly peakMebibytes: number;
  /** Milliseconds of processors, however busy they were. */
  readonly processorMs: number;
}

if (require.main === module) {
  const { results, alike, model } = proofOfAssembly(process.argv[2]);
  const { user, system } = process.cpuUsage();
  const proven: Proven = {
    questions: results.reduce((sum, { questions }) => sum + questions, 0),
    failing: results.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id),
    roles: model.roles.length,
    unasked: alike.reduce((sum, group) => sum + group.alike.length, 0),
    peakMebibytes: process.resourceUsage().maxRSS / 1024,
    processorMs: (user + system) / 1000,
  };
  console.log(JSON.stringify(proven));
}
