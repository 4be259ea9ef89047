/**
 * @file When trials are asked for: the rule that makes a search repeatable.
 *
 * With n workers, trial k is asked for when the strategy was told exactly the first k - n + 1 results (none for the
 * first n), in the order they finished. Results that came earlier than needed wait. So the trials are a function of the
 * seed, the number of workers and the order in which trials finished; with one worker of the seed alone. Neither an
 * interruption nor a target raised later changes them. A run with another number of workers follows the rule from its
 * first trial on, which is why each change is stored.
 */
import type { Json } from "../base/index.ts";
import type { Storage } from "../storage/index.ts";

const SCHEDULE = "schedule";

/** From this trial on there were so many workers. */
export interface ScheduleEntry {
  readonly from: number;
  readonly workers: number;
}

/** Number of results the strategy has to be told before trial `number` is asked for. */
export function resultsBefore(number: number, workers: number): number {
  return Math.max(0, number - workers + 1);
}

/** The number of workers when trial `number` was asked for. */
export function workersAt(schedule: readonly ScheduleEntry[], number: number): number {
  return schedule.findLast(({ from }) => from <= number)?.workers ?? 1;
}

export async function readSchedule(storage: Storage, study: string): Promise<readonly ScheduleEntry[]> {
  return ((await storage.getAttribute(study, SCHEDULE)) ?? []) as unknown as readonly ScheduleEntry[];
}

/** Notes that trials from `from` on are asked for with so many workers. */
export async function noteWorkers(storage: Storage, study: string, from: number, workers: number): Promise<void> {
  const schedule = await readSchedule(storage, study);
  const earlier = schedule.filter((entry) => entry.from < from);
  if (schedule.length > 0 && workersAt(schedule, from) === workers) return;
  await storage.setAttribute(study, SCHEDULE, [...earlier, { from, workers }] as unknown as Json);
}
