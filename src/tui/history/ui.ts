import type {HistoryCommand, HistoryScreen} from './keymap.js';

/** What the person who looks at the history has chosen. */
export interface HistoryUi {
  screen: HistoryScreen;
  /** The place of the drill and cluster that is shown. */
  trend: number;
  /** The place of the selected scenario in it. */
  selected: number;
  /** The first visible line of a list over the whole screen. */
  scroll: number;
}

export const initialHistoryUi: HistoryUi = {screen: 'strip', trend: 0, selected: 0, scroll: 0};

/** How much there is to go through. */
export interface HistoryExtent {
  trends: number;
  scenarios: number;
  /** Scenarios that are visible at once. */
  rows: number;
  /** Lines of the list over the whole screen, and how many are visible at once. */
  lines: number;
  page: number;
}

const within = (place: number, count: number): number => Math.max(0, Math.min(place, count - 1));

/** What a command makes of what was chosen. */
export function reduceHistory(ui: HistoryUi, command: HistoryCommand, extent: HistoryExtent): HistoryUi {
  const {trends, scenarios, rows, lines, page} = extent;
  const show = (screen: HistoryScreen): HistoryUi => ({...ui, screen, scroll: 0});
  const move = (by: number): HistoryUi =>
    ui.screen === 'strip'
      ? {...ui, selected: within(ui.selected + by, scenarios)}
      : {...ui, scroll: within(ui.scroll + by, Math.max(1, lines - page + 1))};
  const whole = Number.MAX_SAFE_INTEGER;
  switch (command) {
    case 'up':
      return move(-1);
    case 'down':
      return move(1);
    case 'page up':
      return move(-(ui.screen === 'strip' ? rows : page));
    case 'page down':
      return move(ui.screen === 'strip' ? rows : page);
    case 'first':
      return move(-whole);
    case 'last':
      return move(whole);
    case 'earlier place':
      return {...ui, trend: within(ui.trend - 1, trends), selected: 0};
    case 'later place':
      return {...ui, trend: within(ui.trend + 1, trends), selected: 0};
    case 'open':
      return scenarios ? show('nights') : ui;
    case 'findings':
      return show('findings');
    case 'keys':
      return show('keys');
    case 'back':
      return show('strip');
    case 'leave':
      return ui;
  }
}
