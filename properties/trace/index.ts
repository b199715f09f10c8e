export { checkNdjson, TraceChecker, type TraceOptions } from './check-trace.js';
export { traceResult } from './trace-result.js';
