import type {SummaryScore} from '../../src/report/summary.js';

/** A score as a run with one missed scenario might have it. */
export const SAMPLE_SCORE: SummaryScore = {
  total: 84,
  components: [
    {id: 'detection', label: 'detection', points: 40, max: 50, explanation: '4 of 5 detected in time'},
    {id: 'speed', label: 'speed', points: 18.5, max: 20, explanation: 'median 2.4 s of 30 s'},
  ],
  excluded: [{scenario: 'escalating-role', reason: 'prevented'}],
  gates: [
    {name: 'nothing missed or late', held: false, detail: 'pod-exec'},
    {name: 'nothing left behind', held: true, detail: ''},
  ],
};
