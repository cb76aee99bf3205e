/**
 * What providers answer about objects and contents that one request names: envelope, status and sentence as their
 * documentation or public reports have them, ids replaced. Each with the option of the call that names the object.
 */
import { openai } from '@ai-sdk/openai';
import { google } from '@ai-sdk/google';
import { xai } from '@ai-sdk/xai';
import type { generateText } from 'ai';
import type { PackageName } from '../support/provider-packages.ts';

type Settings = Parameters<typeof generateText>[0];
export type Naming = Pick<Settings, 'messages' | 'providerOptions' | 'tools'>;

export interface NamedAnswer {
  name: string;
  source: string;
  at: PackageName;
  call: Naming;
  status: number;
  body: unknown;
  /** Whether the call is to be answered by another leg. */
  fallback: boolean;
  headers?: Record<string, string>;
}

const openaiError = (message: string, param: string | null = null, code: string | null = null) => ({
  error: { message, type: 'invalid_request_error', param, code },
});
const anthropicError = (type: string, message: string) => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_1',
});
const googleError = (code: number, status: string, message: string) => ({ error: { code, message, status } });
const bedrockError = (message: string) => ({ message });
const bedrockName = (name: string) => ({ 'x-amzn-errortype': name });

const options = (namespace: string, fields: Record<string, unknown>): Naming => ({
  providerOptions: { [namespace]: fields } as NonNullable<Naming['providerOptions']>,
});
export const fileOf = (provider: string, id: string, mediaType = 'application/pdf'): Naming => ({
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What does it say?' },
        { type: 'file', data: { type: 'reference', reference: { [provider]: id } }, mediaType },
      ],
    },
  ],
});
const imageAt = (url: string): Naming => ({
  messages: [{ role: 'user', content: [{ type: 'file', data: new URL(url), mediaType: 'image/png' }] }],
});
const itemOf = (namespace: string, itemId: string): Naming => ({
  messages: [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: [{ type: 'text', text: 'Hello', providerOptions: { [namespace]: { itemId } } }] },
    { role: 'user', content: 'And now?' },
  ],
});
const plain: Naming = {};

const STATE = 'https://developers.openai.com/api/docs/guides/conversation-state';
const FILE_SEARCH = 'https://developers.openai.com/api/docs/guides/tools-file-search';
const INTERPRETER = 'https://developers.openai.com/api/docs/guides/tools-code-interpreter';
const MCP = 'https://developers.openai.com/api/docs/guides/tools-connectors-mcp';
const CLAUDE_FILES = 'https://platform.claude.com/docs/en/build-with-claude/files';
const CLAUDE_MCP = 'https://platform.claude.com/docs/en/agents-and-tools/mcp-connector';
const CLAUDE_SKILLS = 'https://platform.claude.com/docs/en/build-with-claude/skills-guide';
const CLAUDE_VISION = 'https://platform.claude.com/docs/en/build-with-claude/vision';
const GEMINI_FILES = 'https://github.com/googleapis/python-genai/issues/1218';
const GEMINI_CACHE = 'https://ai.google.dev/gemini-api/docs/caching';
const BEDROCK = 'https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html';
const OPENROUTER = 'https://openrouter.ai/docs/guides/routing/provider-selection';

export const NAMED_ANSWERS: readonly NamedAnswer[] = [
  {
    name: 'a previous response that is not stored',
    source: 'https://github.com/maximhq/bifrost/issues/2441',
    at: 'openai responses',
    call: options('openai', { previousResponseId: 'resp_0f09a275409' }),
    status: 400,
    body: openaiError(
      "Previous response with id 'resp_0f09a275409' not found.",
      'previous_response_id',
      'previous_response_not_found',
    ),
    fallback: true,
  },
  {
    name: 'a previous response as 404, without a code',
    source: STATE,
    at: 'openai responses',
    call: options('openai', { previousResponseId: 'resp_0f09a275409' }),
    status: 404,
    body: openaiError("Previous response with id 'resp_0f09a275409' not found.", 'previous_response_id'),
    fallback: true,
  },
  {
    name: 'a previous response by an id that is none',
    source: STATE,
    at: 'openai responses',
    call: options('openai', { previousResponseId: 'abc' }),
    status: 400,
    body: openaiError(
      "Invalid 'previous_response_id': 'abc'. Expected an ID that begins with 'resp'.",
      'previous_response_id',
      'invalid_value',
    ),
    fallback: true,
  },
  {
    name: 'an object in Google Cloud Storage',
    source: 'https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/document-understanding',
    at: 'google',
    call: options('google', { fileUri: 'gs://bucket/report.pdf' }),
    status: 403,
    body: googleError(
      403,
      'PERMISSION_DENIED',
      "service-1@gcp-sa-aiplatform.iam.gserviceaccount.com does not have storage.objects.get access to the Google Cloud Storage object. Permission 'storage.objects.get' denied on resource (or it may not exist).",
    ),
    fallback: true,
  },
  {
    name: 'an item that was not persisted',
    source: 'https://github.com/earendil-works/pi/issues/3369',
    at: 'openai responses',
    call: itemOf('openai', 'msg_68a1'),
    status: 404,
    body: openaiError(
      "Item with id 'msg_68a1' not found. Items are not persisted when `store` is set to false. Try again with `store` set to true, or remove this item from your input.",
      'input',
    ),
    fallback: true,
  },
  {
    name: 'a conversation',
    source: STATE,
    at: 'openai responses',
    call: options('openai', { conversation: 'conv_689667' }),
    status: 404,
    body: openaiError("Conversation with id 'conv_689667' not found."),
    fallback: true,
  },
  {
    name: 'a vector store',
    source: FILE_SEARCH,
    at: 'openai responses',
    call: { tools: { file_search: openai.tools.fileSearch({ vectorStoreIds: ['vs_67f1'] }) } },
    status: 404,
    body: openaiError('Vector store with id [vs_67f1] not found.', 'tools[0].vector_store_ids'),
    fallback: true,
  },
  {
    name: 'a container that has expired',
    source: INTERPRETER,
    at: 'openai responses',
    call: { tools: { code_interpreter: openai.tools.codeInterpreter({ container: 'cntr_682e' }) } },
    status: 400,
    body: openaiError('Container is expired.', 'tools[0].container'),
    fallback: true,
  },
  {
    name: 'a container that is not there',
    source: INTERPRETER,
    at: 'openai responses',
    call: { tools: { code_interpreter: openai.tools.codeInterpreter({ container: 'cntr_682e' }) } },
    status: 404,
    body: openaiError("Container with id 'cntr_682e' not found."),
    fallback: true,
  },
  {
    name: 'a container other than the one that history names',
    source: 'https://github.com/pydantic/pydantic-ai/issues/7461',
    at: 'openai responses',
    call: { tools: { code_interpreter: openai.tools.codeInterpreter({ container: 'cntr_682e' }) } },
    status: 400,
    body: openaiError('Expected container_id: cntr_682e'),
    fallback: true,
  },
  {
    name: 'a tool server that refuses its token',
    source: 'https://github.com/theimaginaryfoundation/what-iff/issues/116',
    at: 'openai responses',
    call: { tools: { mcp: openai.tools.mcp({ serverLabel: 'crm', serverUrl: 'https://mcp.example.com/sse' }) } },
    status: 424,
    body: {
      error: {
        message: "Error retrieving tool list from MCP server: 'crm'. Http status code: 401 (Unauthorized)",
        type: 'external_connector_error',
        param: 'tools',
        code: 'http_error',
      },
    },
    fallback: true,
  },
  {
    name: 'a tool server that cannot be reached',
    source: MCP,
    at: 'openai responses',
    call: { tools: { mcp: openai.tools.mcp({ serverLabel: 'crm', serverUrl: 'https://mcp.example.com/sse' }) } },
    status: 424,
    body: {
      error: {
        message: "Error retrieving tool list from MCP server: 'crm'. Http status code: 424 (Failed Dependency)",
        type: 'external_connector_error',
        param: 'tools',
        code: 'http_error',
      },
    },
    fallback: true,
  },
  {
    name: 'a file by its id',
    source: 'https://developers.openai.com/api/docs/guides/pdf-files',
    at: 'openai responses',
    call: fileOf('openai', 'file-6F2k'),
    status: 404,
    body: openaiError('No such File object: file-6F2k', 'file_id'),
    fallback: true,
  },
  {
    name: 'a file of another project',
    source: 'https://developers.openai.com/api/docs/guides/pdf-files',
    at: 'openai chat',
    call: fileOf('openai', 'file-6F2k'),
    status: 400,
    body: openaiError(
      "The file with id 'file-6F2k' does not exist or you do not have access to it.",
      'messages[0].content[1].file.file_id',
    ),
    fallback: true,
  },
  {
    name: 'a stored prompt',
    source: 'https://developers.openai.com/api/docs/guides/prompting',
    at: 'openai responses',
    call: options('openai', { prompt: { id: 'pmpt_68ad', version: '2' } }),
    status: 404,
    body: openaiError("Prompt with id 'pmpt_68ad' and version '2' not found.", 'prompt.id'),
    fallback: true,
  },
  {
    name: 'an image address that OpenAI cannot download',
    source: 'https://developers.openai.com/api/docs/guides/images-vision',
    at: 'openai responses',
    call: imageAt('https://images.example.com/gone.png'),
    status: 400,
    body: openaiError(
      'Error while downloading https://images.example.com/gone.png. Upstream status code: 404.',
      'url',
      'invalid_value',
    ),
    fallback: true,
  },
  {
    name: 'an image address that Azure cannot download',
    source: 'https://learn.microsoft.com/azure/ai-foundry/openai/how-to/gpt-with-vision',
    at: 'azure chat',
    call: imageAt('https://images.example.com/gone.png'),
    status: 400,
    body: openaiError('Failed to download image from https://images.example.com/gone.png.', null, 'invalid_image_url'),
    fallback: true,
  },
  {
    name: 'a previous response at Azure',
    source: 'https://learn.microsoft.com/azure/ai-foundry/openai/how-to/responses',
    at: 'azure responses',
    call: options('azure', { previousResponseId: 'resp_67cb' }),
    status: 400,
    body: openaiError(
      "Previous response with id 'resp_67cb' not found.",
      'previous_response_id',
      'previous_response_not_found',
    ),
    fallback: true,
  },
  {
    name: 'a vector store at Azure',
    source: 'https://learn.microsoft.com/azure/ai-foundry/openai/how-to/file-search',
    at: 'azure responses',
    call: { tools: { file_search: openai.tools.fileSearch({ vectorStoreIds: ['vs_67f1'] }) } },
    status: 404,
    body: openaiError('Vector store with id vs_67f1 not found.'),
    fallback: true,
  },
  {
    name: 'an assistant',
    source: 'https://learn.microsoft.com/azure/ai-foundry/openai/assistants-reference',
    at: 'azure responses',
    call: options('azure', { assistantId: 'asst_FxJ0x54f' }),
    status: 404,
    body: openaiError("No assistant found with id 'asst_FxJ0x54f'."),
    fallback: true,
  },
  {
    name: 'a thread',
    source: 'https://learn.microsoft.com/azure/ai-foundry/openai/assistants-reference-threads',
    at: 'azure responses',
    call: options('azure', { threadId: 'thread_abc123' }),
    status: 404,
    body: openaiError("No thread found with id 'thread_abc123'."),
    fallback: true,
  },
  {
    name: 'a file of Anthropic’s Files API',
    source: CLAUDE_FILES,
    at: 'anthropic',
    call: fileOf('anthropic', 'file_011CNha8iCJcU1wXNR6q4V8w'),
    status: 404,
    body: anthropicError('not_found_error', 'File not found: file_011CNha8iCJcU1wXNR6q4V8w'),
    fallback: true,
  },
  {
    name: 'a file, told as an invalid request',
    source: CLAUDE_FILES,
    at: 'anthropic',
    call: fileOf('anthropic', 'file_011CNha8iCJcU1wXNR6q4V8w'),
    status: 400,
    body: anthropicError('invalid_request_error', 'File not found: file_011CNha8iCJcU1wXNR6q4V8w'),
    fallback: true,
  },
  {
    name: 'a container at Anthropic',
    source: 'https://platform.claude.com/docs/en/agents-and-tools/tool-use/code-execution-tool',
    at: 'anthropic',
    call: options('anthropic', { container: { id: 'container_011CPR5CNjB7' } }),
    status: 404,
    body: anthropicError('not_found_error', 'Container container_011CPR5CNjB7 not found.'),
    fallback: true,
  },
  {
    name: 'a container at Anthropic that has expired',
    source: 'https://platform.claude.com/docs/en/agents-and-tools/tool-use/code-execution-tool',
    at: 'anthropic',
    call: options('anthropic', { container: { id: 'container_011CPR5CNjB7' } }),
    status: 400,
    body: anthropicError('invalid_request_error', 'container: container has expired'),
    fallback: true,
  },
  {
    name: 'a skill',
    source: CLAUDE_SKILLS,
    at: 'anthropic',
    call: options('anthropic', {
      container: { skills: [{ type: 'custom', providerReference: { anthropic: 'skill_01AbCdEf' } }] },
    }),
    status: 404,
    body: anthropicError('not_found_error', 'Skill not found: skill_01AbCdEf'),
    fallback: true,
  },
  {
    name: 'something that is only not found',
    source: 'https://platform.claude.com/docs/en/api/errors',
    at: 'anthropic',
    call: options('anthropic', {
      container: { skills: [{ type: 'custom', providerReference: { anthropic: 'skill_01AbCdEf' } }] },
    }),
    status: 404,
    body: anthropicError('not_found_error', 'Not found'),
    fallback: true,
  },
  {
    name: 'a tool server of Anthropic’s connector that is down',
    source: CLAUDE_MCP,
    at: 'anthropic',
    call: options('anthropic', { mcpServers: [{ type: 'url', name: 'atlas', url: 'https://mcp.example.com/sse' }] }),
    status: 400,
    body: anthropicError(
      'invalid_request_error',
      'Connection error while communicating with MCP server. The server may be unavailable or unresponsive.',
    ),
    fallback: true,
  },
  {
    name: 'a token for a tool server',
    source: 'https://github.com/anthropics/claude-code/issues/7383',
    at: 'anthropic',
    call: options('anthropic', {
      mcpServers: [
        { type: 'url', name: 'atlas', url: 'https://mcp.example.com/sse', authorizationToken: 'tenant-token-1' },
      ],
    }),
    status: 400,
    body: anthropicError(
      'invalid_request_error',
      "Invalid authorization token for MCP server 'atlas'. Please check your token and try again.",
    ),
    fallback: true,
  },
  {
    name: 'an address that Anthropic cannot download',
    source: CLAUDE_VISION,
    at: 'anthropic',
    call: imageAt('https://images.example.com/gone.png'),
    status: 400,
    body: anthropicError('invalid_request_error', 'Unable to download the file. Please verify the URL and try again.'),
    fallback: true,
  },
  {
    name: 'an address that robots may not read',
    source: CLAUDE_VISION,
    at: 'anthropic',
    call: imageAt('https://images.example.com/private.png'),
    status: 400,
    body: anthropicError('invalid_request_error', "This URL is disallowed by the website's robots.txt file"),
    fallback: true,
  },
  {
    name: 'a thread of Anthropic’s',
    source: 'https://platform.claude.com/docs/en/api/messages',
    at: 'anthropic',
    call: options('anthropic', { thread: { type: 'continue', previousMessageId: 'msg_013Zva2C' } }),
    status: 404,
    body: anthropicError('not_found_error', 'previous_message_id: msg_013Zva2C not found'),
    fallback: true,
  },
  {
    name: 'a file of the Gemini API',
    source: GEMINI_FILES,
    at: 'google',
    call: fileOf('google', 'https://generativelanguage.googleapis.com/v1beta/files/abc123xyz456'),
    status: 403,
    body: googleError(
      403,
      'PERMISSION_DENIED',
      'You do not have permission to access the File abc123xyz456 or it may not exist.',
    ),
    fallback: true,
  },
  {
    name: 'a file of the Gemini API that is not ready',
    source: 'https://ai.google.dev/gemini-api/docs/files',
    at: 'google',
    call: fileOf('google', 'https://generativelanguage.googleapis.com/v1beta/files/abc123xyz456', 'video/mp4'),
    status: 400,
    body: googleError(
      400,
      'FAILED_PRECONDITION',
      'The File abc123xyz456 is not in an ACTIVE state and usage is not allowed.',
    ),
    fallback: true,
  },
  {
    name: 'cached content',
    source: GEMINI_CACHE,
    at: 'google',
    call: options('google', { cachedContent: 'cachedContents/k3pq9' }),
    status: 403,
    body: googleError(403, 'PERMISSION_DENIED', 'CachedContent not found (or permission denied)'),
    fallback: true,
  },
  {
    name: 'cached content at Vertex',
    source: 'https://cloud.google.com/vertex-ai/generative-ai/docs/context-cache/context-cache-use',
    at: 'google',
    call: options('google', { cachedContent: 'projects/1/locations/us-central1/cachedContents/77' }),
    status: 404,
    body: googleError(404, 'NOT_FOUND', 'Not found: cached content metadata for 77.'),
    fallback: true,
  },
  {
    name: 'something that is only called an entity',
    source: GEMINI_CACHE,
    at: 'google',
    call: options('google', { cachedContent: 'cachedContents/k3pq9' }),
    status: 404,
    body: googleError(404, 'NOT_FOUND', 'Requested entity was not found.'),
    fallback: true,
  },
  {
    name: 'an address that Gemini cannot fetch',
    source: 'https://github.com/googleapis/js-genai/issues/1385',
    at: 'google',
    call: plain,
    status: 400,
    body: googleError(400, 'INVALID_ARGUMENT', 'Cannot fetch content from the provided URL.'),
    fallback: true,
  },
  {
    name: 'an address that Gemini may not crawl',
    source: 'https://ai.google.dev/gemini-api/docs/url-context',
    at: 'google',
    call: plain,
    status: 400,
    body: googleError(
      400,
      'INVALID_ARGUMENT',
      'Cannot fetch content from the provided URL. Please ensure the URL is valid and accessible. Status: URL_ROBOTED-ROBOTED_DENIED',
    ),
    fallback: true,
  },
  {
    name: 'a file search store',
    source: 'https://ai.google.dev/gemini-api/docs/file-search',
    at: 'google',
    call: { tools: { file_search: google.tools.fileSearch({ fileSearchStoreNames: ['fileSearchStores/mine-1'] }) } },
    status: 403,
    body: googleError(
      403,
      'PERMISSION_DENIED',
      'You do not have permission to access the FileSearchStore mine-1a2b3c4d or it may not exist.',
    ),
    fallback: true,
  },
  {
    name: 'a guardrail that the call asks for',
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use-converse-api.html',
    at: 'bedrock',
    call: options('amazonBedrock', { guardrailConfig: { guardrailIdentifier: 'gr-abc123', guardrailVersion: '9' } }),
    status: 400,
    headers: bedrockName('ValidationException'),
    body: bedrockError('The guardrail identifier or version provided in the request does not exist.'),
    // Another leg would answer without the guardrail.
    fallback: false,
  },
  {
    name: 'a guardrail by an id that is none',
    source: 'https://github.com/openclaw/openclaw/pull/58588',
    at: 'bedrock',
    call: options('amazonBedrock', { guardrailConfig: { guardrailIdentifier: 'gr-abc123', guardrailVersion: '9' } }),
    status: 400,
    headers: bedrockName('ValidationException'),
    body: bedrockError('The provided guardrail identifier is invalid.'),
    fallback: false,
  },
  {
    name: 'an object in S3',
    source: BEDROCK,
    at: 'bedrock',
    call: options('amazonBedrock', {
      additionalModelRequestFields: { video: { s3Location: { uri: 's3://bucket/clip.mp4' } } },
    }),
    status: 403,
    headers: bedrockName('AccessDeniedException'),
    body: bedrockError('You do not have permission to access the S3 location s3://bucket/clip.mp4.'),
    fallback: true,
  },
  {
    name: 'a knowledge base',
    source: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_RetrieveAndGenerate.html',
    at: 'bedrock',
    call: options('amazonBedrock', { additionalModelRequestFields: { knowledgeBaseId: 'KB12345678' } }),
    status: 404,
    headers: bedrockName('ResourceNotFoundException'),
    body: bedrockError('Knowledge Base with id KB12345678 does not exist.'),
    fallback: true,
  },
  {
    name: 'a file at Mistral',
    source: 'https://docs.mistral.ai/capabilities/document_ai/document_qna',
    at: 'mistral',
    call: options('mistral', { fileId: '3f6c1a52-0000' }),
    status: 404,
    body: {
      object: 'error',
      message: 'File 3f6c1a52-0000 not found',
      type: 'not_found_error',
      param: null,
      code: null,
    },
    fallback: true,
  },
  {
    name: 'an address that Mistral cannot fetch',
    source: 'https://docs.mistral.ai/capabilities/vision',
    at: 'mistral',
    call: plain,
    status: 400,
    body: {
      object: 'error',
      message: 'Image, "https://images.example.com/gone.png", could not be loaded: failed to fetch image from url.',
      type: 'invalid_file',
      param: null,
      code: '3310',
    },
    fallback: true,
  },
  {
    name: 'a library of documents at Mistral',
    source: 'https://docs.mistral.ai/agents/tools/built-in/document_library',
    at: 'mistral',
    call: options('mistral', { libraryIds: ['06825d'] }),
    status: 404,
    body: { detail: 'Library not found: 06825d9e-0000' },
    fallback: true,
  },
  {
    name: 'a response at xAI',
    source: 'https://docs.x.ai/docs/guides/responses-api',
    at: 'xai',
    call: options('xai', { previousResponseId: 'resp-7c1d2e3f' }),
    status: 404,
    body: { code: 'Some requested entity was not found', error: 'Response with id=resp-7c1d2e3f not found.' },
    fallback: true,
  },
  {
    name: 'a collection at xAI',
    source: 'https://docs.x.ai/docs/guides/tools/collections-search-tool',
    at: 'xai',
    call: {
      tools: {
        file_search: xai.tools.fileSearch({ vectorStoreIds: ['collection_3be0'] }) as never,
      },
    },
    status: 404,
    body: { code: 'Some requested entity was not found', error: 'Collection collection_3be0 was not found.' },
    fallback: true,
  },
  {
    name: 'an address that Groq cannot fetch',
    source: 'https://console.groq.com/docs/vision',
    at: 'groq',
    call: imageAt('https://images.example.com/gone.png'),
    status: 400,
    body: openaiError(
      'failed to retrieve media: received status code: 404 for url https://images.example.com/gone.png',
    ),
    fallback: true,
  },
  {
    name: 'a tool server at Groq',
    source: 'https://console.groq.com/docs/mcp',
    at: 'groq',
    call: options('groq', { mcpServers: [{ server_url: 'https://mcp.example.com' }] }),
    status: 424,
    body: openaiError('Error retrieving tool list from MCP server: crm. The server returned 401.'),
    fallback: true,
  },
  {
    name: 'a dataset that Cohere was to connect to',
    source: 'https://docs.cohere.com/reference/errors',
    at: 'cohere',
    call: options('cohere', { datasetId: 'ds-0001' }),
    status: 404,
    body: { id: 'req_1', message: 'dataset with id ds-0001 not found' },
    fallback: true,
  },
  {
    name: 'a feature of the request that no endpoint has',
    source: 'https://openrouter.ai/docs/guides/features/tool-calling',
    at: 'openrouter',
    call: plain,
    status: 404,
    body: { error: { code: 404, message: 'No endpoints found that support image input' } },
    fallback: true,
  },
  {
    name: 'tools, which no endpoint has',
    source: OPENROUTER,
    at: 'openrouter',
    call: plain,
    status: 404,
    body: { error: { code: 404, message: 'No endpoints found that support tool use. To learn more, see the docs.' } },
    fallback: true,
  },
  {
    name: 'providers that the request allows',
    source: OPENROUTER,
    at: 'openrouter',
    call: options('openrouter', { provider: { only: ['nobody'] } }),
    status: 404,
    body: { error: { code: 404, message: 'No allowed providers are available for the selected model.' } },
    fallback: true,
  },
  {
    name: 'a model that the request adds',
    source: 'https://openrouter.ai/docs/guides/routing/model-fallbacks',
    at: 'openrouter',
    call: options('openrouter', { models: ['nobody/nothing'] }),
    status: 400,
    body: { error: { code: 400, message: 'nobody/nothing is not a valid model ID' } },
    fallback: true,
  },
  {
    name: 'providers that a request allows at Vercel',
    source: 'https://vercel.com/docs/ai-gateway/provider-options',
    at: 'vercel gateway',
    call: options('gateway', { only: ['nobody'] }),
    status: 404,
    body: { error: { message: 'No providers available for this request', type: 'no_providers_available' } },
    fallback: true,
  },
  {
    name: 'a response behind Vercel’s gateway',
    source: 'https://vercel.com/docs/ai-gateway/capabilities/errors',
    at: 'vercel gateway',
    call: options('openai', { previousResponseId: 'resp_0f09a275409' }),
    status: 404,
    body: {
      error: { message: "Previous response with id 'resp_0f09a275409' not found.", type: 'invalid_request_error' },
    },
    fallback: true,
  },
  {
    name: 'an image that is none',
    source: CLAUDE_VISION,
    at: 'anthropic',
    call: imageAt('https://images.example.com/broken.png'),
    status: 400,
    body: anthropicError('invalid_request_error', 'Could not process image'),
    fallback: false,
  },
  {
    name: 'a media type that is not taken',
    source: 'https://ai.google.dev/gemini-api/docs/file-input-methods',
    at: 'google',
    call: plain,
    status: 400,
    body: googleError(400, 'INVALID_ARGUMENT', 'Unsupported MIME type: image/heic'),
    fallback: true,
  },
  {
    name: 'an identifier that was blocked',
    source: 'https://developers.openai.com/api/docs/guides/safety-checks',
    at: 'openai responses',
    call: options('openai', { safetyIdentifier: 'user-1' }),
    status: 403,
    body: openaiError(
      'Requests with this safety_identifier have been blocked.',
      'safety_identifier',
      'identifier_blocked',
    ),
    fallback: false,
  },
];
