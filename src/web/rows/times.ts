import type {LiveView} from '../../view/live/view.js';

/** A duration as clocks show it: `12:04`, `1:02:03`; before its time `-0:20`. */
export function clockText(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = `${two(seconds % 60)}`;
  const sign = ms <= -1000 ? '-' : '';
  return hours ? `${sign}${hours}:${two(minutes)}:${tail}` : `${sign}${minutes}:${tail}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const DAY_MINUTES = 1440;

/** The time in the story at a drill time: `Sat 02:31`. Undefined where the drill tells no story, or not when. */
export function storyTime(story: NonNullable<LiveView['opened']>['story'], t: number): string | undefined {
  const [, day, hours, minutes] = /^(?:([A-Z][a-z]{2}) )?(\d{1,2}):(\d{2})$/.exec(story?.start ?? '') ?? [];
  if (!story || hours === undefined) return undefined;
  const since = Number(hours) * 60 + Number(minutes) + Math.floor((t * story.scale) / 60_000);
  const time = `${two(Math.floor(since / 60) % 24)}:${two(since % 60)}`;
  const first = DAYS.indexOf(day ?? '');
  return first < 0 ? time : `${DAYS[(first + Math.floor(since / DAY_MINUTES)) % 7]} ${time}`;
}
