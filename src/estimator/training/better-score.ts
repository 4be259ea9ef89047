/** @file Which of two epochs to keep. */
import type { Score } from "./score.ts";

/**
 * True if a score beats the best so far: by the goal (greater is better), then by the loss.
 * A network that predicts no number loses to any other, whatever its accuracy.
 */
export function isBetter(score: Score, best: Score, goal: string): boolean {
  if (!Number.isFinite(best.loss)) return true;
  if (!Number.isFinite(score.loss)) return false;
  const [a, b] = [score[goal] as number, best[goal] as number];
  return a > b || (a === b && (score.loss as number) < (best.loss as number));
}
