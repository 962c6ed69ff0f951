const SHOWN = 5;

/**
 * Which of the numbers 1 … `written` are lost, in the form that helps to find the cause: the beginning, the end,
 * all of one stream, every n-th, or some.
 */
export function describeLoss(lost: readonly number[], written: number): string | undefined {
  const [first, last] = [lost[0], lost.at(-1)];
  if (first === undefined || last === undefined || lost.length === written) return undefined;
  if (last - first + 1 === lost.length) {
    if (lost.length === 1) return `number ${first}`;
    if (first === 1) return `the first ${lost.length}`;
    return last === written ? `the last ${lost.length}` : `${first} to ${last}, in one piece`;
  }
  const step = (lost[1] ?? 0) - first;
  const regular = lost.length > 2 && lost.every((number, i) => number === first + i * step);
  if (regular && first <= step && last + step > written) return `every ${ordinal(step)}`;
  return `among them ${lost.slice(0, SHOWN).join(', ')}${lost.length > SHOWN ? ' …' : ''}`;
}

function ordinal(number: number): string {
  if (number === 2) return 'second';
  if (number === 3) return 'third';
  return `${number}th`;
}
