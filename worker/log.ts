import { IllegalStateError } from '@temporalio/common';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { type LevelWithSilent, type Logger, pino } from 'pino';

/** What may be said of a failure: its class, its code, where it happened. Messages may carry an address. */
function failure(thrown: Error & { code?: unknown; type?: unknown }): Record<string, unknown> {
  const at = thrown.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim());
  return { type: thrown.name, code: thrown.code ?? thrown.type, at };
}

/** The worker's logger: one JSON object a line, ids and codes only. */
export function workerLogger(level: LevelWithSilent): Logger {
  return pino({ level, base: { process: 'worker' }, serializers: { err: failure } });
}

const about = ['workflowId', 'activityType', 'attempt', 'taskQueue', 'error'] as const;

/** Sends what the SDK says to our log, without the texts of failures. Once per process: later calls change nothing. */
export function installRuntime(log: Logger): void {
  const logger = new DefaultLogger('INFO', ({ level, message, meta }) => {
    const known = Object.fromEntries(about.flatMap((name) => (meta?.[name] === undefined ? [] : [[name === 'error' ? 'err' : name, meta[name]]])));
    log[level === 'TRACE' ? 'trace' : (level.toLowerCase() as 'debug' | 'info' | 'warn' | 'error')](known, `engine: ${message}`);
  });
  try {
    Runtime.install({ logger, telemetryOptions: { logging: { forward: {}, filter: 'WARN' } }, shutdownSignals: [] });
  } catch (failure) {
    // A process that runs several workers, as tests do, keeps the first one's.
    if (!(failure instanceof IllegalStateError)) throw failure;
  }
}
