import type {Condition} from './rule-set.js';

type Word = string;

/**
 * Parses a condition: `and`, `or`, `not`, parentheses, names, and `1 of` / `all of` with a pattern or `them`.
 * `x of` binds tightest, then not, and, or. Names that begin with `_` are not part of `them`.
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

class Parser {
  #at = 0;

  constructor(
    readonly words: readonly Word[],
    readonly names: readonly string[],
  ) {}

  peek(): Word | undefined {
    return this.words[this.#at];
  }

  or(): Condition {
    return this.#chain('or', () => this.#chain('and', () => this.#not()));
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
    return {type: 'not', of: this.#not()};
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

  #quantified(count: string): Condition {
    this.#at++; // of
    const pattern = this.words[this.#at++] ?? '';
    const regex = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
    const meant = this.names.filter(name => (pattern === 'them' ? !name.startsWith('_') : regex.test(name)));
    if (!meant.length) throw new Error(`"${count} of ${pattern}" names no selection`);
    const of = meant.map((name): Condition => ({type: 'selection', name}));
    if (count === 'all') return {type: 'and', of};
    if (count === '1' || count === 'any') return {type: 'or', of};
    return {type: 'or', of: combinations(of, Number(count)).map(some => ({type: 'and', of: some}))};
  }
}

/** All choices of `size` items: `2 of x*` holds when any two of them do. */
function combinations<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => combinations(items.slice(i + 1), size - 1).map(rest => [item, ...rest]));
}
