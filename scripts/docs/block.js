import {readFileSync} from 'node:fs';

/** Said at the top of a page that nobody edits. */
export const GENERATED = '<!-- Made by `npm run docs`: change its source instead. -->';

/**
 * A page with one part of it made anew: what stands between `<!-- NAME: … -->` and `<!-- /NAME -->`.
 *
 * @param {string} path
 * @param {string} name
 * @param {string} content
 */
export function withBlock(path, name, content) {
  const page = readFileSync(path, 'utf8');
  const part = new RegExp(`(<!-- ${name}:.*-->)[^]*?(<!-- /${name} -->)`);
  if (!part.test(page)) throw new Error(`${path} has no part <!-- ${name}: … --> … <!-- /${name} -->`);
  return page.replace(part, (_, begin, end) => `${begin}\n\n${content}\n\n${end}`);
}
