/**
 * `npm run release:dry`: everything of a release but the publishing, from the last commit, into build/release. The release
 * workflow runs the same with `-- --tag vX.Y.Z` and publishes the very files this leaves.
 */
import { reporting } from './packages';
import { plural, Release } from './release';

/** Runs the steps; the rest make no sense after one that others build on. */
function main(tag?: string): boolean {
  const release = new Release(tag);
  const steps: readonly { readonly name: string; readonly run: () => string; readonly needed?: boolean }[] = [
    { name: 'version', run: () => release.decideVersion(), needed: true },
    { name: 'changelog', run: () => release.tell() },
    { name: 'build', run: () => release.build(), needed: true },
    { name: 'API', run: () => release.api() },
    { name: 'SBOM, licences', run: () => release.sboms() },
    { name: 'modules', run: () => release.modules() },
    { name: 'npm contents', run: () => release.contents() },
    { name: 'checksums', run: () => release.sum() },
    { name: 'work tree', run: () => release.untouched() },
  ];
  let failed = 0;
  for (const { name, run, needed } of steps) {
    const start = Date.now();
    const tell = (mark: string, text: string) => {
      const seconds = `${((Date.now() - start) / 1000).toFixed(1)} s`;
      console.log(`${mark.padEnd(5)}${name.padEnd(16)}${seconds.padStart(7)}  ${text.replace(/\n/g, `\n${' '.repeat(30)}`)}`);
    };
    try {
      tell('ok', run());
    } catch (error) {
      failed += 1;
      tell('FAIL', (error as Error).message);
      if (needed) { break; }
    }
  }
  release.cleanUp();
  console.log(failed === 0 ? `\nWould publish:\n${release.plan()}\n\nNothing was published.` : `\n${plural(failed, 'step')} failed.`);
  return failed === 0;
}

if (require.main === module) {
  const at = process.argv.indexOf('--tag');
  reporting(() => {
    if (!main(at < 0 ? undefined : process.argv[at + 1] ?? '')) { process.exitCode = 1; }
  });
}
