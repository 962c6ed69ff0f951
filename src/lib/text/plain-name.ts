/** A name without case and separators: what is left of it after dots became underscores, or letters small ones. */
export const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What follows the first `count` letters and digits of a name, without the separator. */
export function afterSigns(name: string, count: number): string {
  let end = 0;
  for (let seen = 0; end < name.length && seen < count; end++) if (/[a-z0-9]/i.test(name[end] ?? '')) seen++;
  return name.slice(end).replace(/^[^a-z0-9]+/i, '');
}
