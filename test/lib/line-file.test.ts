import {closeSync, mkdirSync, openSync, readFileSync, statSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {EventLog} from '../../src/events/log.js';
import {realClock} from '../../src/lib/clock.js';
import {appendLine, openLines} from '../../src/lib/files/line-file.js';
import {tempDir, tempFile} from '../helpers/temp.js';

/** Opens, appends one line, closes; returns what the file holds then. */
function append(path: string, line: string): string {
  const fd = openLines(path, {create: true});
  try {
    appendLine(fd, line);
  } finally {
    closeSync(fd);
  }
  return readFileSync(path, 'utf8');
}

const LONG = 'x'.repeat(200_000);

describe('a file of lines', () => {
  test.each([
    ['', 'new\n'],
    ['one\n', 'one\nnew\n'],
    ['half', 'new\n'],
    ['one\nhal', 'one\nnew\n'],
    [`one\n${LONG}`, 'one\nnew\n'],
    [LONG, 'new\n'],
    [`${LONG}\nhalf`, `${LONG}\nnew\n`],
    ['one\n\n', 'one\n\nnew\n'],
  ])('cuts the half last line that a power cut has left, before it appends (%#)', (before, after) => {
    expect(append(tempFile('lines', before), 'new')).toBe(after);
  });

  test('takes back what got through of a line that does not fit on the disk', () => {
    const path = tempFile('lines', 'one\n');
    const readOnly = openSync(path, 'r');
    expect(() => appendLine(readOnly, 'two')).toThrow();
    closeSync(readOnly);
    expect(readFileSync(path, 'utf8')).toBe('one\n');
  });

  test('is made with mode 600, is not followed as a link, and is no folder', () => {
    const dir = tempDir();
    const before = process.umask(0);
    append(join(dir, 'lines'), 'one');
    process.umask(before);
    expect(statSync(join(dir, 'lines')).mode & 0o777).toBe(0o600);
    symlinkSync(tempFile('victim', 'kept'), join(dir, 'link'));
    mkdirSync(join(dir, 'folder'));
    expect(() => openLines(join(dir, 'link'), {create: true})).toThrow('ELOOP');
    expect(() => openLines(join(dir, 'folder'), {create: true})).toThrow();
    expect(() => openLines(join(dir, 'absent'), {create: false})).toThrow('ENOENT');
  });

  test('so an event log that was cut off goes on in a line of its own', () => {
    const path = tempFile('events.ndjson', '{"type":"run.sta');
    const log = new EventLog(realClock, path);
    log.append({type: 'run.ended', outcome: 'interrupted', timings: {}});
    log.close();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({type: 'run.ended', seq: 0});
  });
});
