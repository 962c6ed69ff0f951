import type {Condition} from '../rule-set.js';
import {matchesStars} from './pattern.js';

/**
 * Parses a condition: `and`, `or`, `not`, parentheses, names, and `1 of`, `all of` or `N of` with a pattern or `them`.
 * `x of` binds tightest, then not, and, or. Names that begin with `_` are meant only by patterns that do so as well.
 *
 * @throws Error in words when it cannot be read, or names a selection that does not exist.
 */
export function parseCondition(text: string, names: readonly string[]): Condition {
  if (text.includes('|')) throw new Error('aggregations after "|" are obsolete in Sigma 2: write a correlation rule');
  const words = text.match(/\(|\)|[^\s()]+/g) ?? [];
  const parser = new Parser(words, names);
  const condition = parser.or();
  const rest = parser.peek();
  if (rest !== undefined) throw new Error(`"${rest}" was not expected in the condition`);
  return condition;
}

/** Parentheses in parentheses, and one not behind another: whatever looks at a condition goes as deep as it does. */
const DEEPEST = 100;
const TOO_DEEP = `the condition is nested more than ${DEEPEST} deep`;

class Parser {
  #at = 0;
  #depth = 0;

  constructor(
    readonly words: readonly string[],
    readonly names: readonly string[],
  ) {}

  peek(): string | undefined {
    return this.words[this.#at];
  }

  or(): Condition {
    if (++this.#depth > DEEPEST) throw new Error(TOO_DEEP);
    const condition = this.#chain('or', () => this.#chain('and', () => this.#not()));
    this.#depth--;
    return condition;
  }

  #chain(type: 'and' | 'or', part: () => Condition): Condition {
    const parts = [part()];
    while (this.peek()?.toLowerCase() === type) {
      this.#at++;
      parts.push(part());
    }
    return parts.length === 1 && parts[0] ? parts[0] : {type, of: parts};
  }

  #not(): Condition {
    if (this.peek()?.toLowerCase() !== 'not') return this.#primary();
    this.#at++;
    if (++this.#depth > DEEPEST) throw new Error(TOO_DEEP);
    const of = this.#not();
    this.#depth--;
    return {type: 'not', of};
  }

  #primary(): Condition {
    const word = this.words[this.#at++];
    if (word === undefined) throw new Error('the condition ends too early');
    if (word === '(') {
      const inner = this.or();
      if (this.words[this.#at++] !== ')') throw new Error('a parenthesis is not closed');
      return inner;
    }
    if (/^(\d+|all|any)$/i.test(word) && this.peek()?.toLowerCase() === 'of')
      return this.#quantified(word.toLowerCase());
    if (!this.names.includes(word)) {
      throw new Error(`the condition names "${word}"; there is ${this.names.join(', ') || 'no selection'}`);
    }
    return {type: 'selection', name: word};
  }

  #quantified(quantity: string): Condition {
    this.#at++; // of
    const pattern = this.words[this.#at++] ?? '';
    const meant = this.names.filter(name => isMeant(pattern, name));
    if (!meant.length) throw new Error(`"${quantity} of ${pattern}" names no selection`);
    const of = meant.map((name): Condition => ({type: 'selection', name}));
    if (quantity === 'all') return {type: 'and', of};
    const count = quantity === 'any' ? 1 : Number(quantity);
    if (count < 1 || count > of.length) {
      throw new Error(`"${quantity} of ${pattern}" never means anything: ${of.length} selections are named so`);
    }
    return count === 1 ? {type: 'or', of} : {type: 'atLeast', count, of};
  }
}

function isMeant(pattern: string, name: string): boolean {
  if (name.startsWith('_') && !pattern.startsWith('_')) return false;
  if (pattern === 'them') return true;
  return matchesStars(pattern, name);
}
