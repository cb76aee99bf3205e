/** `demo`: what disguised failures do to an application, offline. */
import { SPECIFICATION } from '../../sdk-specification.ts';
import { EXIT, UsageError } from '../exit.ts';
import { COMMON, type Command } from './context.ts';

/*
 * Real provider packages ask a server on this machine, which answers with real failures, recorded or documented. Each
 * case runs with the bare AI SDK and then with the middleware: the same code, the same `maxRetries: 1`. Most scripts have
 * a good answer behind the failure, so that one more request would help.
 */
const LEGEND = `✓ answered         the whole answer
~ …                a part of it, and an error that says so
✗ failed           an error: its name, its status, whether the SDK may retry it, its message
✗ looks finished   not the answer, and nothing says so`;

/**
 * The provider packages that come with the command are made for one major version of the SDK, which may not be the project's.
 *
 * @throws {UsageError} if the SDK cannot ask their models
 */
export function checkSdk(models: string, sdk: string): void {
  if (models === sdk) return;
  const majors: Readonly<Record<string, number>> = { v3: 6, v4: 7 };
  const major = majors[models];
  throw new UsageError(
    `The demo runs with AI SDK ${major}, and this project has ${majors[sdk] ?? 'another one'}. This command runs it with its own:`,
    `npm exec --package=ai-gateway-failover --package=ai@${major} -- ai-gateway-failover demo`,
  );
}

export const command: Command = {
  description: 'Each disguised failure with the bare AI SDK and with the middleware, on this machine alone',
  args: COMMON,
  async run({ json }, output) {
    output.progress('Playing each failure twice …');
    const [{ compareAll }, { MODELS_SPECIFICATION }, { summary, table }] = await Promise.all([
      import('../demo/compare.ts'),
      import('../demo/models.ts'),
      import('../demo/table.ts'),
    ]);
    checkSdk(MODELS_SPECIFICATION, SPECIFICATION);
    const groups = await compareAll();
    if (json === true)
      output.json(
        groups.map(({ title, comparisons }) => ({
          title,
          cases: comparisons.map(({ name, call, model, bare, wrapped }) => ({ name, call, model, bare, wrapped })),
        })),
      );
    else output.print(`${table(groups)}\n\n${LEGEND}\n\n${summary(groups)}`);
    return EXIT.ok;
  },
};
