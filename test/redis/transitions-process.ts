/** A process of its own with health in Redis: makes transitions, and says what it thinks of the legs when it is asked. */
import { createClient } from 'redis';
import { redisStore } from '../../src/redis/index.ts';
import { createTransitions, type LegView } from '../store/transitions.ts';

export type FromProcess = { type: 'ready' } | { type: 'made'; count: number } | { type: 'view'; view: LegView[] };

const [path, prefix, seed] = process.argv.slice(2);
const client = createClient({ socket: { path: path!, reconnectStrategy: 10 } });
client.on('error', () => {});
await client.connect();
const transitions = createTransitions(redisStore(client, { prefix: prefix! }), Number(seed));
const send = (message: FromProcess) => void process.send!(message);

process.on('message', async (count: number) => {
  if (count > 0) {
    await transitions.make(count);
    send({ type: 'made', count: transitions.made() });
  } else send({ type: 'view', view: await transitions.view() });
});
process.on('disconnect', () => process.exit());
send({ type: 'ready' });
