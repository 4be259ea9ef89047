/** @file Which parameters are estimated together. */

/** Places of parameters, in ascending order. */
export type ParameterGroup = readonly number[];

/** One group of all parameters, or one for each. */
export function firstGroups(parameters: number, together: boolean): readonly ParameterGroup[] {
  const all = Array.from({ length: parameters }, (_, i) => i);
  return together ? [all] : all.map((i) => [i]);
}

/**
 * Splits groups so that in each, all or none of the parameters apply to an architecture. Begun with one group and done
 * for every result, this leaves together what has always occurred together.
 *
 * @param options  Of each parameter; -1 where it does not apply.
 * @returns `groups` itself where nothing was to be split.
 * Source: the `group` option of Optuna's TPE.
 */
export function splitGroups(groups: readonly ParameterGroup[], options: readonly number[]): readonly ParameterGroup[] {
  const applies = (parameter: number): boolean => (options[parameter] as number) >= 0;
  if (groups.every((group) => group.every(applies) || !group.some(applies))) return groups;
  return (
    groups
      .flatMap((group) => [group.filter(applies), group.filter((parameter) => !applies(parameter))])
      .filter((part) => part.length > 0)
      // In an order that does not depend on the order of results.
      .sort((a, b) => (a[0] as number) - (b[0] as number))
  );
}
