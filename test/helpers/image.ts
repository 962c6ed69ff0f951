import {execFileSync} from 'node:child_process';

/** Builds the container image of this checkout, as `npm run image` does; returns its name. */
export function builtImage(): string {
  const tag = 'kubedrill:under-test';
  execFileSync(process.execPath, ['scripts/image.js', '--tag', tag], {stdio: 'pipe'});
  return tag;
}
