/** What this process of Node's complains of. */
import { briefly } from './calls.ts';
import type { Complaints, WatchedProcess } from './watched.ts';

/** Nothing but these listeners keeps Node's process alive when one of them is called. */
export function watchProcess(): WatchedProcess {
  let seen: Complaints = { uncaught: [], unhandled: [] };
  process.on('uncaughtException', error => void seen.uncaught.push(briefly(error)));
  process.on('unhandledRejection', error => void seen.unhandled.push(briefly(error)));
  return {
    runTimer: callback => void setImmediate(callback),
    take() {
      const taken = seen;
      seen = { uncaught: [], unhandled: [] };
      return taken;
    },
  };
}
