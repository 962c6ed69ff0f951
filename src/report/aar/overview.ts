import {formatDuration} from '../../lib/duration.js';
import {drillEnd, pausedMs} from '../../view/live/exercise.js';
import {type Block, paragraph, type Section} from '../document/document.js';
import {recordedTexts} from './answers/table.js';
import {markOf, type Played} from './people.js';

/** What was played, when, where and by whom. */
export function overview(view: Played): Section {
  const {exercise, started, cluster, scenarios} = view;
  const {opened} = exercise.live;
  const [begun] = exercise.clock;
  const paused = pausedMs(exercise);
  const story = opened?.story;
  const facts = [
    {name: 'Drill', text: `${opened?.title ?? ''} (${started?.drill.id ?? ''}), ${markOf(view)}`},
    {name: 'Date', text: dateText(begun?.at ?? started?.at)},
    {
      name: 'Duration',
      text: `${formatDuration(drillEnd(exercise, view.nowMs))} of drill time${paused ? `, and ${formatDuration(paused)} paused` : ''}; the whole run took ${formatDuration(view.nowMs)}`,
    },
    ...(story ? [{name: 'Story', text: `begins ${story.start}, at ${story.scale} times the speed`}] : []),
    {
      name: 'Where',
      text:
        opened?.kind === 'tabletop'
          ? tableText(view)
          : `${started?.cluster.simulated ? 'simulated cluster, no real API server was involved' : `${started?.cluster.kind ?? ''} cluster`}${cluster ? `, Kubernetes ${cluster.version.replace(/^v/, '')}` : ', which did not come up'}`,
    },
    {name: 'Scope', text: scenarios.map(({plan}) => plan.title).join('; ') || 'no attack'},
  ];
  return {title: '1 Overview', blocks: [{kind: 'facts', facts}, roster(view), ...absent(view)]};
}

/** Around a table nothing is attacked: what was found there was recorded before. */
const tableText = (view: Played): string =>
  ['around a table, without a cluster', ...recordedTexts(view).map(text => `evidence ${text}`)].join('; ');

const dateText = (at = ''): string => (at ? `${at.slice(0, 10)}, begun ${at.slice(11, 19)} UTC` : 'not begun');

function roster({exercise}: Played): Block {
  const {opened, people} = exercise.live;
  const rows = (opened?.roles ?? []).map(({id, duties}) => {
    const there = Object.values(people).filter(({role}) => role === id);
    return [id, there.map(({name}) => name).join(', ') || 'nobody', duties.join('; ')];
  });
  return {kind: 'table', head: ['role', 'who', 'duties'], rows};
}

/** Roles that nobody took, and who was to stand in for them. */
function absent(view: Played): Block[] {
  const {opened, people} = view.exercise.live;
  const taken = new Set(Object.values(people).map(({role}) => role));
  const missing = (opened?.roles ?? []).filter(({id}) => !taken.has(id));
  if (!missing.length) return [paragraph('Every role was taken.')];
  const told = missing.map(({id, backup}) => (backup === undefined ? id : `${id} (backup: ${backup})`));
  return [paragraph(`Absent roles: ${told.join(', ')}.`)];
}
