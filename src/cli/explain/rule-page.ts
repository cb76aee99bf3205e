/** Where a rule is described: the page of its party that came with the package, and the same page on the web. */
import type { FailureCategory } from '../../failure.ts';
import { pageText, pageUrl } from '../package-facts.ts';

export interface RulePage {
  url: string;
  /** What the page says, a line each, without marks. */
  lines: string[];
}

const INDEX = 'failures/README.md';

/** The anchor that the page's heading gets. */
const anchorOf = (rule: string): string =>
  rule
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');

const plain = (line: string): string =>
  line
    .replace(/^- /, '')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('**', '');

function sectionOf(page: string, rule: string): string[] | undefined {
  const lines = pageText(page)?.split('\n') ?? [];
  const begin = lines.indexOf(`## \`${rule}\``);
  if (begin === -1) return undefined;
  const length = lines.slice(begin + 1).findIndex(line => line.startsWith('## ') || /^\[\d+\]: /.test(line));
  const section = lines.slice(begin + 1, length === -1 ? undefined : begin + 1 + length);
  return section.filter(line => line !== '' && !line.startsWith('- [Source]')).map(plain);
}

/** The pages on which a rule may stand, by its name. */
function pagesOf(rule: string): string[] {
  const origin = rule.split(':')[0]!;
  return [`failures/${origin}.md`, 'failures/own.md'];
}

/** The section of the rule, or the category's for one that has none, such as a vendor's word that another one says. */
export function pageOf(rule: string, category: FailureCategory): RulePage {
  // The failure of a route that never worked is the failure of the route.
  const name = rule.replace(/:never-succeeded$/, '');
  for (const page of pagesOf(name)) {
    const lines = sectionOf(page, name);
    if (lines) return { url: `${pageUrl(page)}#${anchorOf(name)}`, lines };
  }
  if (name.startsWith('finish:')) return { url: pageUrl('finish-reasons.md'), lines: [] };
  return { url: `${pageUrl(INDEX)}#${category}`, lines: [] };
}
