import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';

const FOLDER = 'test/fixtures/cases/01-eks-gke-exports';
const play = (log: string, ...flags: string[]) =>
  kubedrill('rules', 'test', '--log', log, '--labels', `${FOLDER}/labels.json`, ...flags);

describe('01-eks-gke-exports', () => {
  test.each([
    ['plain.log', undefined],
    ['plain.log.gz', undefined],
    ['array.json', undefined],
    ['pretty.json', undefined],
    ['eventlist.json', 'under items'],
    ['eks-filter-log-events.json', 'as JSON in events.message'],
    ['eks-insights.json', 'as JSON in results.value'],
    ['eks-subscription.ndjson', 'as JSON in logEvents.message'],
    ['eks-tail.log', 'in the text of each line'],
    ['cri.log', 'in the text of each line'],
    ['docker-json.log', 'as JSON in log'],
    ['elastic-integration.ndjson', 'under kubernetes.audit'],
    ['es-hits.json', 'under hits.hits._source'],
    ['loki-logcli.ndjson', 'as JSON in line'],
  ])('%s: all three attacks are found', async (file, place) => {
    const {code, stdout} = await play(`${FOLDER}/${file}`, '--json');
    const {events, unreadable, alarms, places, scenarios} = JSON.parse(stdout);
    expect({code, events, unreadable, alarms}).toEqual({code: 0, events: 3, unreadable: 0, alarms: 4});
    expect(scenarios.map((s: {matched: number}) => s.matched)).toEqual([1, 1, 1]);
    expect(places).toEqual(place && {[place]: 3});
  });

  test("gke-gcloud.json: named as Google's own form, exit code 4", async () => {
    const {code, stderr} = await play(`${FOLDER}/gke-gcloud.json`, '--max-false-alarms', '0');
    expect(code).toBe(4);
    expect(stderr).toContain(
      'gke-gcloud.json:2: no audit event could be read: this record is a LogEntry of Google Cloud',
    );
  });
});
