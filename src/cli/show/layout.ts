import {wrapWords} from '../../view/text.js';

/** How `show` lays out what it says, in this many columns. */
export const layout = (width: number) => {
  const paragraph = (text: string): string[] => wrapWords(text.trim(), width - 2).map(line => `  ${line}`);
  /** A heading with its lines, after an empty one; nothing where there are no lines. */
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length ? ['', title, ...lines.map(line => `  ${line}`)] : [];
  return {paragraph, list};
};
