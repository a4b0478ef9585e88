/** README as registries show it: they don't have the files that its links lead to. */

const REPOSITORY = 'https://github.com/cdk-break-glass/cdk-break-glass/blob';
const LINK = /(\]\(|^\[[^\]]+\]:\s+)(?![a-z][a-z0-9+.-]*:|#)([^)\s]+)/gim;

/** Links to files of the repository become absolute, to the state of the version that the reader has. */
export function packagedReadme(markdown: string, place: string, version?: string): string {
  const base = new URL(`${REPOSITORY}/${version ? `v${version}` : 'main'}/${place}/`);
  return markdown.split(/(^```[\s\S]*?^```$)/m)
    .map((part) => (part.startsWith('```') ? part : part.replace(LINK, (_, before: string, target: string) => before + new URL(target, base).href)))
    .join('');
}
