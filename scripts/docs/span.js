/**
 * Text as code on a line of its own, exactly as it is but for line ends: commands of attackers hold anything. Not for
 * the cells of a table, which a bar would end.
 *
 * @param {string} value
 */
export function span(value) {
  const line = value.replace(/\s*\n\s*/g, ' ');
  // The fence must be longer than any run of backticks inside.
  const fence = '`'.repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(run => run[0].length)));
  return fence === '`' ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}
