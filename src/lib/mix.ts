/** Mixes one number more into a sum, from whose lowest bits a slot is taken. What is not a number counts as 0. */
export const mix = (sum: number, more: number): number => Math.imul(sum, 31) + (more | 0);
