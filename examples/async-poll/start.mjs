// npm start: builds the package and starts the Worker on this machine. Arguments go to `wrangler dev`.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildPackage, startWorker } from '../start-example.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

buildPackage(folder);
const isInEnvironment = ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY'].some(name => process.env[name]);
const isKeyGiven = isInEnvironment || existsSync(`${folder}.dev.vars`);
console.log(isKeyGiven ? 'Asking the models whose keys are given.' : 'No key is given: both models are played.');
startWorker(
  folder,
  [...(isKeyGiven ? [] : ['--var', 'UPSTREAMS:fake']), ...process.argv.slice(2)],
  isInEnvironment ? { CLOUDFLARE_INCLUDE_PROCESS_ENV: 'true' } : {},
);
