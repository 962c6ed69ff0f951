import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** A fenced block of a page. */
export interface Fence {
  /** What stands behind the opening fence, such as `yaml scenario`. */
  info: string;
  text: string;
  /** `README.md:12`, where it begins. */
  place: string;
}

/** A page, taken apart as far as tests look at it. */
export interface Page {
  path: string;
  text: string;
  fences: Fence[];
  /** The text outside of fences. */
  prose: string;
}

/** Every page of the repository that people read, generated ones included. */
export function pages(): Page[] {
  const docs = readdirSync('docs', {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.md'));
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs.sort().map(name => join('docs', name))].map(page);
}

/** One page by its path. */
export function page(path: string): Page {
  const text = readFileSync(path, 'utf8');
  const fences: Fence[] = [];
  const prose: string[] = [];
  let open: {info: string; lines: string[]; line: number} | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line);
    if (open && fence) {
      fences.push({info: open.info, text: `${open.lines.join('\n')}\n`, place: `${path}:${open.line}`});
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (fence) open = {info: fence[1] ?? '', lines: [], line: index + 1};
    else prose.push(line);
  }
  return {path, text, fences, prose: prose.join('\n')};
}

/** The texts in backticks of a page's prose; a line end inside is a space. */
export const codeSpans = ({prose}: Page): string[] =>
  [...prose.matchAll(/`([^`]+)`/g)].map(match => (match[1] ?? '').replaceAll('\n', ' '));
