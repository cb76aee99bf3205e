/**
 * The worker that hosts the tests of the workers project. Most tests call the package directly; what may only happen within a
 * request, or must not reach into another one, happens in its `fetch`.
 */
import { DurableObject, env } from 'cloudflare:workers';
import { durableObjectStore, FailoverHealth } from '../../src/durable-object/index.ts';
import { createApp, down, type App, type AppInstance } from '../store/app.ts';
import { ok } from '../../mocks/index.ts';

export { FailoverHealth };

/** One that cannot. */
export class BrokenHealth extends DurableObject {
  changes(): unknown {
    throw new Error('The object is broken.');
  }
  putBreaker(): unknown {
    throw new Error('The object is broken.');
  }
  putWait(): unknown {
    return 'junk';
  }
}

/** As a worker has them at module scope: made with the first request, used by all. */
let app: App | undefined;
const instances = new Map<string, AppInstance>();

function instanceOf(name: string): AppInstance {
  app ??= createApp();
  const known = instances.get(name);
  if (known) return known;
  const namespace = name.startsWith('broken') ? env.BROKEN : env.HEALTH;
  const store = durableObjectStore(namespace as typeof env.HEALTH, { name: `app-${name[0]}` });
  const made = app.instance(store, { openMs: 4_000, jitter: 0 });
  instances.set(name, made);
  return made;
}

/** `/up`, `/down`, `/asked`, `/probes-1`, or the name of an instance, which is called: `/1a` is the instance a of app 1. */
async function answerOf(path: string): Promise<unknown> {
  app ??= createApp();
  if (path === 'up') return app.answer(ok('primary'));
  if (path === 'down') return app.answer(down());
  if (path === 'asked') return app.asked;
  if (path.startsWith('probes-')) {
    const ofApp = [...instances].filter(([name]) => name[0] === path.at(-1));
    return ofApp.flatMap(([, { events }]) =>
      events.filter(told => told.type === 'breaker' && told.state === 'half-open'),
    ).length;
  }
  return instanceOf(path).call();
}

export default {
  async fetch(request) {
    return new Response(String(await answerOf(new URL(request.url).pathname.slice(1))));
  },
} satisfies ExportedHandler;
