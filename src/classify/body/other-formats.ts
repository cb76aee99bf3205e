/** Error bodies that are no JSON: XML of AWS, Azure and their kin, and forms as OAuth has them. */

const XML_FIELD =
  /<(?:\w{1,10}:)?(Code|Message|Reason|faultcode|faultstring|Type|Status)\b[^<>]{0,100}>([^<]{1,2000})</gi;

/** The fields of an XML document by name; `undefined` for another one. */
export function xmlFields(text: string): Record<string, string> | undefined {
  if (!/^\s{0,100}<[?\w]/.test(text)) return undefined;
  return filled([...text.slice(0, 8000).matchAll(XML_FIELD)].map(([, name, value]) => [name!, unescaped(value!)]));
}

const unescaped = (text: string): string =>
  text.replace(
    /&(lt|gt|quot|apos|amp);/g,
    (_, name: string) => ({ lt: '<', gt: '>', quot: '"', apos: "'" })[name] ?? '&',
  );

/** `error=invalid_client&error_description=…`. */
export function formFields(text: string): Record<string, string> | undefined {
  if (text.length > 4000 || !/^(?:error|code|status)=[^\s&]{1,200}(?:&|$)/.test(text)) return undefined;
  return filled([...new URLSearchParams(text)]);
}

const filled = (entries: [string, string][]): Record<string, string> | undefined =>
  entries.length > 0 ? Object.fromEntries(entries) : undefined;
