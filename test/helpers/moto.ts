import {randomBytes} from 'node:crypto';

/** The lab's server that answers as S3 does; undefined: there is none. */
export const MOTO = process.env.LAB_MOTO;

/** Keys that no server knows, and that moto takes. */
export const KEYS = {AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'never-told'};

/** Says loudly which tests there are not without a server. */
export function withoutMoto(what: string): boolean {
  if (MOTO) return false;
  console.warn(`\n!!! SKIPPED: ${what}, in S3\n!!! LAB_MOTO names no server: \`../shared/lab/up moto\`\n`);
  return true;
}

/** A bucket that no other test uses, and the environment in which it is found. */
export async function bucketOf(): Promise<{bucket: string; env: Record<string, string>}> {
  const bucket = `kubedrill-${randomBytes(6).toString('hex')}`;
  const made = await fetch(`${MOTO}/${bucket}`, {method: 'PUT'});
  if (!made.ok) throw new Error(`moto made no bucket: ${made.status}`);
  return {bucket, env: {...KEYS, AWS_ENDPOINT_URL: MOTO ?? ''}};
}
