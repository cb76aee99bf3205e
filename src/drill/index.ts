/** The public list of `ai-gateway-failover/drill`, by name. */
export { drill } from './drill.ts';
export type { DrillOptions, DrillProgress, DrillRequest } from './options.ts';
export type {
  DrillAttempt,
  DrillFailure,
  DrillFaultName,
  DrillFinding,
  DrillFindingCode,
  DrillLeg,
  DrillOperation,
  DrillPlay,
  DrillReport,
  DrillStep,
  DrillVerdict,
} from './report.ts';
