/** @file Sorting and searching short lists of numbers, and the number between two. */

/** A number from `low` to below `high`, in the middle if doubles are fine enough. */
export function middleOf(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  return middle < high ? middle : low;
}

/** The last place from `low` to `high` of an ascending list with a value of at most `bound`; `low` at least. */
export function lastAtMost(values: Float64Array, bound: number, low: number, high: number): number {
  let [first, last] = [low, high];
  while (first < last) {
    const middle = (first + last + 1) >> 1;
    if (values[middle]! <= bound) first = middle;
    else last = middle - 1;
  }
  return first;
}

/** Sorts the first `count` keys: few of them by insertion, which needs no call. */
export function sortStart(keys: Float64Array, count: number): void {
  if (count > 32) {
    keys.subarray(0, count).sort();
    return;
  }
  for (let i = 1; i < count; i++) {
    const key = keys[i]!;
    let k = i - 1;
    for (; k >= 0 && keys[k]! > key; k--) keys[k + 1] = keys[k]!;
    keys[k + 1] = key;
  }
}
