// npm start: builds the package, then runs both.
import { fileURLToPath } from 'node:url';
import { buildPackage, run } from '../start-example.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

buildPackage(folder);
run('node', ['src/main.ts'], folder);
