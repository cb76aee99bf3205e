// The packages that the benchmark compares with, each as a model made of legs. Resolved from this folder's node_modules.
import { createFallback } from 'ai-fallback';
import { createRetryableModel, httpStatus } from 'ai-retry/language-model';
import { createClientFallbackModel } from 'workers-ai-provider';

export { createFallback, createRetryableModel, httpStatus };

/** Every leg after the first is a plain fallback, each package as its README shows it. */
export const peers = {
  'ai-retry 2.4.0': ([model, ...retries]) => createRetryableModel({ model, retries }),
  'ai-fallback 3.0.0': models => createFallback({ models }),
  'workers-ai-provider 4.0.0': models =>
    createClientFallbackModel(models.map(model => ({ slug: model.modelId, model }))),
};
