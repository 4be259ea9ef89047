/** @file Cheap numbers about an architecture that a predictor may look at beside its encoding. */

/** Such as zero-cost proxies, the number of parameters, or accuracies after a few epochs. */
export interface Features<A> {
  /** Which ones they are, for the study's record: "zero-cost(cifar10)". */
  readonly name: string;
  readonly names: readonly string[];
  /** One number for each name; NaN where one is unknown, undefined where all are. The same at each call. */
  of(arch: A): readonly number[] | undefined;
}
