/** Reads the command line, runs the command, and says how it ended. */
import { parseArgs, renderUsage, type ArgsDef } from 'citty';
import type { Args, Command } from './commands/context.ts';
import { EXIT, UsageError, type ExitCode } from './exit.ts';
import { createOutput, type Output, type Surroundings } from './terminal/output.ts';
import { manifest } from './package-facts.ts';
import { plainly } from './terminal/clean.ts';
import { withoutColor } from './terminal/paint.ts';
import { needsTypeStripping, runWithTypes } from './modules/type-stripping.ts';

/** Each is loaded when it is needed, with all that it needs. */
const COMMANDS: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  demo: () => import('./commands/demo.ts'),
  preflight: () => import('./commands/preflight.ts'),
  drill: () => import('./commands/drill.ts'),
  explain: () => import('./commands/explain.ts'),
};

const NAME = 'ai-gateway-failover';
const DESCRIPTION = 'Shows what a failover does before an outage does';
const FOOT = 'Exit codes: 0 all is well, 1 something is broken, 2 wrong use.';

async function usageOf(name: string | undefined, { paint }: Output): Promise<string> {
  const load = async (key: string) => {
    const { command } = await COMMANDS[key]!();
    return { meta: { name: key, description: command.description }, args: command.args };
  };
  const root = { meta: { name: NAME, description: DESCRIPTION, version: manifest.version } };
  const shown =
    name === undefined
      ? await renderUsage({
          ...root,
          subCommands: Object.fromEntries(Object.keys(COMMANDS).map(key => [key, () => load(key)])),
        })
      : await renderUsage<ArgsDef>(await load(name), { meta: { name: NAME } });
  return `${withoutColor(shown)}\n\n${paint('dim', FOOT)}`;
}

/** The names by which an option may be given. */
const namesOf = (args: ArgsDef): string[] =>
  Object.entries(args)
    .filter(([, { type }]) => type !== 'positional')
    .map(([name]) => name);

/** @throws {UsageError} for what the command does not take */
function readArgs(name: string, { args: known }: Command, raw: readonly string[]): Args {
  const end = raw.indexOf('--');
  const given = raw.slice(0, end === -1 ? raw.length : end).filter(arg => /^-./.test(arg));
  for (const arg of given) {
    const option = arg.replace(/^--?/, '').replace(/=.*$/s, '');
    if (!namesOf(known).includes(option))
      throw new UsageError(
        `\`${name}\` has no option ${arg.replace(/=.*$/s, '')}.`,
        ...(option === 'env-file' ? ['Node takes that for its own: use --dotenv.'] : []),
        `It has ${namesOf(known)
          .map(known => `--${known}`)
          .join(', ')}.`,
      );
  }
  let args: Args & { _: string[] };
  try {
    args = parseArgs([...raw], known) as unknown as Args & { _: string[] };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (!said.startsWith('Missing required positional')) throw new UsageError(said);
    throw new UsageError(
      `\`${name}\` needs a module that exports what createFailover() returns.`,
      `npx ${NAME} ${name} chains.ts`,
    );
  }
  const places = Object.values(known).filter(({ type }) => type === 'positional').length;
  if (args._.length > places) throw new UsageError(`\`${name}\` does not take \`${args._[places]}\`.`);
  for (const [option, { type }] of Object.entries(known))
    if (type === 'string' && args[option] === '') throw new UsageError(`--${option} takes a value.`);
  return args;
}

async function run(raw: readonly string[], output: Output): Promise<ExitCode> {
  const [first, ...rest] = raw;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    const asked = first === 'help' && rest[0] !== undefined && Object.hasOwn(COMMANDS, rest[0]) ? rest[0] : undefined;
    output.print(await usageOf(asked, output));
    return first === undefined ? EXIT.usage : EXIT.ok;
  }
  if (first === '--version' || first === '-v') {
    output.print(manifest.version);
    return EXIT.ok;
  }
  if (!Object.hasOwn(COMMANDS, first))
    throw new UsageError(`There is no command \`${first}\`.`, `Commands: ${Object.keys(COMMANDS).join(', ')}.`);
  if (rest.some(arg => arg === '--help' || arg === '-h')) {
    output.print(await usageOf(first, output));
    return EXIT.ok;
  }
  const { command } = await COMMANDS[first]!();
  return await command.run(readArgs(first, command, rest), output);
}

/** Runs the command; its exit code. */
export async function main(raw: readonly string[], surroundings: Surroundings): Promise<number> {
  const output = createOutput(surroundings);
  try {
    return await run(raw, output);
  } catch (error) {
    // Whoever ended it knows why.
    if (output.signal?.aborted) return EXIT.broken;
    try {
      if (needsTypeStripping(error)) return runWithTypes();
    } catch (wrongNode) {
      return fail(wrongNode, raw[0], output);
    }
    return fail(error, raw[0], output);
  }
}

function fail(error: unknown, given: string | undefined, { note, paint, clean }: Output): ExitCode {
  if (error instanceof UsageError) {
    const [message = '', ...hints] = [error.message, ...error.hints].map(line => plainly(line, clean));
    const about = given !== undefined && Object.hasOwn(COMMANDS, given) ? `${given} ` : '';
    note([paint('bad', message), ...hints, `See \`npx ${NAME} ${about}--help\`.`].join('\n'));
    return EXIT.usage;
  }
  const said = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
  note(`${paint('bad', 'The command itself failed.')}\n${plainly(said, clean)}`);
  return EXIT.broken;
}
