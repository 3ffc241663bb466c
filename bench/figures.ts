import { readFileSync } from 'node:fs';
import type { PartName, Stack } from '../test/stack.ts';

export interface Quantiles {
  p50: number;
  p95: number;
  max: number;
}

const round = (value: number): number => Math.round(value * 10) / 10;

export function quantiles(values: number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** Resident memory of a process and of those it started, in MiB (Linux). */
export function residentMiB(pid: number): number {
  const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return Math.round(own + children.reduce((sum, child) => sum + residentMiB(child), 0));
}

/** Seconds of processor used so far by a process and those it started. */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const own = (Number(fields[11]) + Number(fields[12])) / 100;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return own + children.reduce((sum, child) => sum + processorSeconds(child), 0);
}

export const parts: PartName[] = ['api', 'worker', 'postgres', 'temporal'];

/** Starts counting; the answer says how many of the machine's processors each process used since, `load` being this one. */
export function processorMeter(stack: Stack): () => Record<string, number> {
  const used = () => parts.map((part) => processorSeconds(stack.pidOf(part)));
  const before = used();
  const ownBefore = process.cpuUsage();
  const from = performance.now();
  return () => {
    const seconds = (performance.now() - from) / 1000;
    const own = process.cpuUsage(ownBefore);
    const share = (cpu: number): number => Math.round((cpu / seconds) * 100) / 100;
    const after = used();
    return {
      ...Object.fromEntries(parts.map((part, index) => [part, share((after[index] ?? 0) - (before[index] ?? 0))])),
      load: share((own.user + own.system) / 1e6),
    };
  };
}
