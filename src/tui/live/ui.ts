import type {Form, Values} from './ask/form.js';
import type {Effect} from './effect.js';

/** What lies over the screen. */
export type Overlay = 'keys' | 'feed' | 'whole' | 'joins';

/** What a form leads to. */
export interface Asking {
  form: Form;
  leadsTo: (values: Values) => Effect;
  /** What Ctrl-C does while it is asked; absent: it cancels. */
  insisted?: Effect;
}

/** What the last thing that was done came to. */
export interface Notice {
  text: string;
  isBad: boolean;
  /** It is true only as long as something waits for a connection. */
  whileWaiting?: true;
}

/** What an effect leads to: a notice, or another question. */
export type Came = Notice | {asking: Asking};

/** What the person at the screen has chosen; the drill knows nothing of it. */
export interface LiveUi {
  /** The key of the row that the marker stands on; absent: where it stands on its own. */
  selected?: string;
  overlay?: Overlay;
  /** The first visible line of the overlay. */
  scroll: number;
  /** The overlay follows its end. */
  follow: boolean;
  /** The row of the ways to join that is shown. */
  way: number;
  asking?: Asking;
  notice?: Notice;
}

export const initialLiveUi: LiveUi = {scroll: 0, follow: false, way: 0};
