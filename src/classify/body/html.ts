/** What an HTML page in place of an answer says: its title, its headline, the code of an edge page. */

/** The title, else the first headline. */
export function htmlTitle(text: string): string | undefined {
  const head = text.slice(0, 20_000);
  const match =
    /<title[^<>]{0,200}>([^<]{1,300})<\/title>/i.exec(head) ?? /<h1[^<>]{0,200}>([^<]{1,300})<\/h1>/i.exec(head);
  return match?.[1]?.trim();
}

/** Cloudflare's error number: on its pages ('Error 1015', 'Error code 522') and in its one-line bodies. */
export function edgeCode(text: string): number | undefined {
  const head = text.slice(0, 20_000);
  const match =
    /^error code: (\d{3,4})\s{0,20}$/i.exec(head) ??
    /<title[^<>]{0,200}>[^<]{0,200}\| (\d{3}): /i.exec(head) ??
    /cf-error-code"?[^<>]{0,200}>\s{0,20}(\d{3,4})\s{0,20}</i.exec(head) ??
    /\bError code (\d{3,4})\b/i.exec(head) ??
    /<span>Error<\/span>\s{0,20}<span>(\d{4})<\/span>/i.exec(head);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
