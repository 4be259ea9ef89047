/** @file The options of training given networks: those of a search that say nothing of searching. */
import type { OptionsFor } from "./option.ts";
import { isTextList, wrong } from "./option.ts";
import { type SearchValues, searchOptions } from "./search-options.ts";

export interface TrainValues extends Omit<SearchValues, "strategy" | "strategyOption" | "earlier" | "trials" | "time"> {
  /** As written: JSON, a text of the space, or `@FILE` with one of them. */
  readonly architecture: readonly string[];
}

const { strategy: _s, strategyOption: _o, earlier: _e, trials: _n, time: _t, ...shared } = searchOptions;

export const trainOptions: OptionsFor<TrainValues> = {
  architecture: {
    description:
      "The network: JSON or text of the space as show and trials print it, or @FILE with that; may be repeated to train several. Needed.",
    hint: "TEXT|@FILE",
    isList: true,
    read: (label, value) => {
      const texts = typeof value === "string" ? [value] : value;
      if (isTextList(texts) && texts.every((text) => text.trim() !== "")) return texts;
      throw wrong(label, value, "architectures as text");
    },
    write: (texts) => texts,
  },
  ...shared,
};
