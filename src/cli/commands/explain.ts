/** `explain`: what a failure is that somebody has pasted, and what to do about it. */
import { EXIT } from '../exit.ts';
import { cleanData } from '../terminal/clean.ts';
import { COMMON, text, type Command } from './context.ts';

export const command: Command = {
  description:
    'Say what a pasted error is: JSON, a line of a log, a web page, an event of a stream, what curl -i prints',
  args: {
    file: {
      type: 'positional',
      description: 'A file, the error itself in quotes, or - for what is piped in',
      default: '-',
    },
    ...COMMON,
  },
  async run(args, output) {
    const [{ readInput }, { explain }, { wrap }] = await Promise.all([
      import('../explain/read-input.ts'),
      import('../explain/explain.ts'),
      import('../terminal/table.ts'),
    ]);
    // A credential in two lines is none to whoever looks at one of them.
    const found = cleanData(explain(await readInput(text(args, 'file') ?? '-')), output.clean);
    if (args['json'] === true) {
      output.json(found);
      return EXIT.ok;
    }
    const { paint, columns } = output;
    const { category, scope, rule, statusCode, wireStatus, retryable, fallback, retryAfterMs, logId } = found;
    const facts: [name: string, value: string | undefined][] = [
      ['read as', found.form],
      ['said', found.message],
      ['category', `${category}, scope ${scope}`],
      ['rule', rule],
      [
        'status',
        statusCode === undefined
          ? undefined
          : `${statusCode}${wireStatus === undefined || wireStatus === statusCode ? '' : `, on the wire ${wireStatus}`}`,
      ],
      [
        'retry',
        retryable
          ? `yes${retryAfterMs === undefined ? '' : `, after ${retryAfterMs} ms`}`
          : 'no: the same request would fail again',
      ],
      ['other legs', fallback ? 'yes: another model or provider has a chance' : 'no: they would fail alike'],
      ['log id', logId],
      ['what to do', found.toDo],
      ['page', found.page],
    ];
    for (const [name, value] of facts) {
      if (value === undefined || value === '') continue;
      const lines = name === 'page' ? [value] : wrap(value, columns - 13);
      lines.forEach((line, index) => output.print(`${paint('strong', (index === 0 ? name : '').padEnd(12))} ${line}`));
    }
    return EXIT.ok;
  },
};
