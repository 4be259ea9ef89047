/** @file Numbers of things in words. */

/** "1 file", "3 files". */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
