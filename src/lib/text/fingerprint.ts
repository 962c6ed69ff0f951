const [FIRST, SECOND] = [0x9e3779b1, 0x85ebca6b];

/**
 * A text as a number of 53 bits, in which a set of texts takes a quarter of the memory. Of a hundred thousand texts that are
 * held, one of ten million others has the number of one of them with a probability of 0.01 %: for what may be told
 * apart so, and not where somebody chooses texts to deceive.
 */
export function fingerprint(text: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, FIRST);
    b = Math.imul(b ^ unit, SECOND);
    a = (a << 13) | (a >>> 19);
    b = (b << 11) | (b >>> 21);
  }
  a = Math.imul(a ^ (a >>> 16), SECOND) ^ Math.imul(b ^ (b >>> 13), FIRST);
  b = Math.imul(b ^ (b >>> 16), SECOND) ^ Math.imul(a ^ (a >>> 13), FIRST);
  return 0x100000000 * (b & 0x1fffff) + (a >>> 0);
}
