/** @file What a reader of data found out by itself, for people: shown before a search and kept with its results. */

export interface Finding {
  /**
   * "guessed": chosen without being told, with the reason and the option that changes it; "left out": part of the source
   * that is not used; "warning": used, but likely a mistake.
   */
  readonly kind: "guessed" | "left out" | "warning";
  /** One sentence without its full stop, such as "5 files are left out: no images (notes.txt, ...)". */
  readonly text: string;
}
