/** What a release is built from: the files of the commit, never those of the work tree. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { bin, output, JSII_PACKAGES, ROOT } from './packages';

/** A fresh copy of the commit, able to run our scripts; the caller removes it. */
export function commitCopy(repository = ROOT): string {
  const copy = mkdtempSync(join(tmpdir(), 'break-glass-release-'));
  const archive = join(copy, 'commit.tar');
  output('git', ['archive', '--format=tar', `--output=${archive}`, 'HEAD'], { cwd: repository });
  output('tar', ['-xf', archive, '-C', copy]);
  rmSync(archive);
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Compiles what has an interface in the work tree. In their order, since the second is compiled against the first, which nothing installs into it. */
export function compile(): void {
  const [library] = JSII_PACKAGES;
  for (const { folder } of JSII_PACKAGES) {
    const link = join(folder, 'node_modules', library.name);
    if (folder !== library.folder && !existsSync(link)) {
      mkdirSync(join(folder, 'node_modules'), { recursive: true });
      symlinkSync(join('..', '..'), link);
    }
    output(bin('jsii'), ['--silence-warnings=reserved-word'], { cwd: folder });
  }
}
