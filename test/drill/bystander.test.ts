import {describe, expect, test} from 'vitest';
import {HarmWatch} from '../../src/drill/respond/bystander.js';
import {held, notHeld, type Standing, unknown} from '../../src/drill/respond/check.js';
import {never} from '../helpers/source.js';

/** What is told of a bystander that stands like this, look by look. */
async function toldOf(...standings: Standing[]): Promise<string[]> {
  const told: string[] = [];
  const left = [...standings];
  const look = async () => left.shift() ?? unknown('');
  const watch = new HarmWatch({name: 'shop', look}, state => told.push(state));
  for (const _ of standings) await watch.look(never);
  return told;
}

describe('a bystander', () => {
  const [fine, down, silent] = [held('2 of 2'), notHeld('none'), unknown('no answer')];

  test('is harmed when it does not work any more, also where the server was silent in between', async () => {
    expect(await toldOf(fine, fine, down, fine)).toEqual(['fine', 'harmed', 'fine']);
    expect(await toldOf(fine, silent, down)).toEqual(['fine', 'unknown', 'harmed']);
  });

  test('is not harmed as long as it never worked', async () => {
    expect(await toldOf(down, silent, down)).toEqual(['unknown']);
    expect(await toldOf(down, fine, down)).toEqual(['unknown', 'fine', 'harmed']);
  });
});
