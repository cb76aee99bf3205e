// npm start: builds the package and the page, and starts the Worker on this machine. Arguments go to `wrangler dev`.
import { fileURLToPath } from 'node:url';
import { buildPackage, run, startWorker } from '../start-example.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

buildPackage(folder);
run('node', ['build-page.mjs'], folder);
startWorker(folder, process.argv.slice(2));
