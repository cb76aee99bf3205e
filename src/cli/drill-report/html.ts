/** Text in a page. */

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it stands between tags and in attributes. Control characters have no place in a page. */
export const escapeHtml = (text: string): string =>
  text
    // oxlint-disable-next-line no-control-regex -- they are what is removed
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '')
    .replaceAll(/[&<>"']/g, character => ESCAPES[character]!);

/** A name that may be long: where a line has to end, it ends between its parts. */
export const nameHtml = (name: string): string =>
  name
    .split(/(?<=[/:@.])/)
    .map(escapeHtml)
    .join('<wbr>');

/** A text with the names between backticks as code. */
export const withCode = (text: string): string =>
  text
    .split('`')
    .map((piece, index) => (index % 2 === 1 ? `<code>${escapeHtml(piece)}</code>` : escapeHtml(piece)))
    .join('');
