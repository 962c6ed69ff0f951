import {describe, expect, test} from 'vitest';
import {execDrill} from '../helpers/exec-alert.js';

type Alert = Record<string, unknown>;

const run = (change: (alert: Alert) => Alert) => execDrill(alert => ({body: JSON.stringify(change(alert))}));

describe('14-falco-null-fields', () => {
  test.each<[string, (alert: Alert) => Alert]>([
    ['null', alert => ({...alert, output_fields: null})],
    ['absent', ({output_fields: _, ...alert}) => alert],
    ['an empty object', alert => ({...alert, output_fields: {}})],
    ['null, without a source', ({source: _, hostname: __, tags: ___, ...alert}) => ({...alert, output_fields: null})],
  ])('output_fields %s: joined by its time and the user in its text: detected', async (_name, change) => {
    const {judged} = await run(change);
    expect(judged).toMatchObject({verdict: 'detected'});
  });

  test('null, and no user in the text: nobody can tell whose it is, and that is said', async () => {
    const {judged} = await run(alert => ({...alert, output_fields: null, output: 'Attach/Exec to a pod'}));
    expect(judged).toMatchObject({
      verdict: 'missed',
      link: {
        cause: expect.stringContaining(
          'the alert Attach/Exec Pod of that very moment has no output_fields and names no user: it cannot be attributed',
        ),
        change: expect.stringContaining('json_include_output_fields_property: true'),
      },
    });
  });

  test('null, and the user of somebody else: not ours', async () => {
    const {judged} = await run(({output, ...alert}) => ({
      ...alert,
      output: String(output).replace(/user=\S+/, 'user=kubernetes-admin'),
      output_fields: null,
    }));
    expect(judged).toMatchObject({verdict: 'missed'});
  });
});
