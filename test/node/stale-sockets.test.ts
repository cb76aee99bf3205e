import { describeStaleSockets } from './stale-sockets.ts';

describeStaleSockets('undici 7');
