import {execFileSync} from 'node:child_process';
import {chmodSync, chownSync, mkdirSync, statSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {makeDir, writeAtomic} from '../../src/lib/files/files.js';
import {ownFolder, readOwn, UNREADABLE} from '../../src/lib/files/own-files.js';
import {cacheFolder, homeOf, stateFolder} from '../../src/lib/files/user-folders.js';
import {tempDir} from '../helpers/temp.js';

const LIMIT = {maxBytes: 1000};
const isRoot = process.geteuid?.() === 0;
const modeOf = (path: string) => statSync(path).mode & 0o777;

function ownFile(mode = 0o600): string {
  const path = join(tempDir(), 'file');
  writeFileSync(path, 'words', {mode});
  chmodSync(path, mode);
  return path;
}

/** Runs something with another umask, and puts the old one back. */
function withUmask(umask: number, act: () => void): void {
  const before = process.umask(umask);
  try {
    act();
  } finally {
    process.umask(before);
  }
}

describe('a file that must be the user’s own', () => {
  test('is read', () => {
    expect(readOwn(ownFile(), LIMIT)).toBe('words');
    expect(readOwn(ownFile(0o644), LIMIT)).toBe('words');
  });

  test.each([0o666, 0o660, 0o602])('is refused with mode %o', mode => {
    expect(() => readOwn(ownFile(mode), LIMIT)).toThrow(/^is writable by other users \(mode 6/);
  });

  test('is refused when others may read it, where it is a secret', () => {
    expect(() => readOwn(ownFile(0o644), {...LIMIT, forbidden: UNREADABLE})).toThrow(
      'is readable or writable by other',
    );
  });

  test.runIf(isRoot)('is refused when it belongs to somebody else', () => {
    const path = ownFile();
    chownSync(path, 12345, 12345);
    expect(() => readOwn(path, LIMIT)).toThrow('belongs to another user (uid 12345)');
  });

  test('is not found behind a link, in a folder’s place, or at the end of a pipe', () => {
    const dir = tempDir();
    symlinkSync(ownFile(), join(dir, 'link'));
    symlinkSync('/nowhere', join(dir, 'dangling'));
    mkdirSync(join(dir, 'folder'));
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    for (const link of ['link', 'dangling']) {
      expect(() => readOwn(join(dir, link), LIMIT)).toThrow('is a symbolic link, which is not followed');
    }
    for (const other of ['folder', 'pipe']) expect(() => readOwn(join(dir, other), LIMIT)).toThrow('is not a file');
    expect(() => readOwn(join(dir, 'absent'), LIMIT)).toThrow('does not exist');
  });

  test('is refused when it is larger than it can be', () => {
    const path = ownFile();
    truncateSync(path, 1e12);
    expect(() => readOwn(path, LIMIT)).toThrow('is larger than 1000 bytes');
  });
});

describe('a folder of the user’s own', () => {
  test.each([0o000, 0o077, 0o022])('is made with mode 700 under umask %o', umask => {
    const dir = join(tempDir(), 'a', 'b');
    withUmask(umask, () => ownFolder(dir));
    expect(modeOf(dir)).toBe(0o700);
  });

  test('is refused as a link, as a file, and when others may write there', () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'open'));
    chmodSync(join(dir, 'open'), 0o777);
    symlinkSync(tempDir(), join(dir, 'link'));
    writeFileSync(join(dir, 'file'), '');
    expect(() => ownFolder(join(dir, 'open'))).toThrow('is writable by other users (mode 777)');
    expect(() => ownFolder(join(dir, 'link'))).toThrow('is a symbolic link');
    expect(() => ownFolder(join(dir, 'file'))).toThrow('cannot be made');
  });

  test('lies where XDG says, and a relative path there is ignored', () => {
    expect(stateFolder({HOME: '/home/me'})).toBe('/home/me/.local/state/kubedrill');
    expect(stateFolder({HOME: '/home/me', XDG_STATE_HOME: '/state'})).toBe('/state/kubedrill');
    expect(cacheFolder({HOME: '/home/me', XDG_CACHE_HOME: 'cache'})).toBe('/home/me/.cache/kubedrill');
  });
});

describe('what a run writes', () => {
  test('is nobody else’s to read, whatever the umask', () => {
    const dir = join(tempDir(), 'runs', 'one');
    withUmask(0, () => {
      makeDir(dir);
      writeAtomic(join(dir, 'result.json'), '{}');
    });
    expect([modeOf(join(dir, '..')), modeOf(dir), modeOf(join(dir, 'result.json'))]).toEqual([0o700, 0o700, 0o600]);
  });

  test('never goes through a link', () => {
    const dir = tempDir();
    const victim = ownFile();
    symlinkSync(victim, join(dir, 'result.json'));
    symlinkSync(victim, join(dir, `result.json.${process.pid}.part`));
    writeAtomic(join(dir, 'result.json'), '{}');
    expect(readOwn(victim, LIMIT)).toBe('words');
    expect(readOwn(join(dir, 'result.json'), LIMIT)).toBe('{}');
  });
});

test('a home that is not an absolute path is none', () => {
  expect(homeOf({HOME: '/home/alice'})).toBe('/home/alice');
  expect(homeOf({HOME: '{}'})).toBe(userInfo().homedir);
  expect(homeOf({})).toBe(userInfo().homedir);
});
