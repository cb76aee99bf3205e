/** Reads request bodies of every API: which tool calls they hold, and whether an answer in them is empty. */
type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

const walk = (value: unknown, visit: (node: Node) => void): void => {
  if (!isNode(value)) return;
  visit(value);
  for (const child of Object.values(value)) walk(child, visit);
};

const at = (node: Node, ...path: string[]): unknown =>
  path.reduce<unknown>((value, key) => (isNode(value) ? value[key] : undefined), node);

export interface ToolIds {
  calls: string[];
  results: string[];
}

export const toolIds = (body: unknown): ToolIds => {
  const calls: unknown[] = [];
  const results: unknown[] = [];
  walk(body, node => {
    if (node['type'] === 'tool_use') calls.push(node['id']);
    if (node['type'] === 'tool_result') results.push(node['tool_use_id']);
    if (node['type'] === 'function_call') calls.push(node['call_id']);
    if (node['type'] === 'function_call_output') results.push(node['call_id']);
    if (node['type'] === 'function' && isNode(node['function']) && 'arguments' in node['function'])
      calls.push(node['id']);
    if (node['role'] === 'tool') results.push(node['tool_call_id']);
    if ('toolUse' in node) calls.push(at(node, 'toolUse', 'toolUseId'));
    if ('toolResult' in node) results.push(at(node, 'toolResult', 'toolUseId'));
    if ('functionCall' in node) calls.push(at(node, 'functionCall', 'id'));
    if ('functionResponse' in node) results.push(at(node, 'functionResponse', 'id'));
  });
  return { calls: calls.map(String), results: results.map(String) };
};

const isBlank = (content: unknown): boolean =>
  content === undefined ||
  content === null ||
  (typeof content === 'string' && content.trim() === '') ||
  (Array.isArray(content) && content.every(part => isBlank(at(part as Node, 'text')) && Object.keys(part).length <= 2));

/** Answers that say nothing and call nothing. */
export const emptyAnswers = (body: unknown): unknown[] => {
  const empty: unknown[] = [];
  walk(body, node => {
    if (node['role'] !== 'assistant' && node['role'] !== 'model') return;
    if (node['tool_calls'] === undefined && isBlank(node['parts'] ?? node['content'])) empty.push(node);
  });
  return empty;
};
