/** @file What the trial that stands out is called. */
import type { ReportWinner } from "./report-input.ts";

/** As a heading, and among the marks of a chart. */
export const roles: Readonly<Record<NonNullable<ReportWinner["role"]>, { title: string; mark: string }>> = {
  winner: { title: "Winner", mark: "the winner" },
  leading: { title: "Leading so far", mark: "leading so far" },
  chosen: { title: "Final model, chosen by hand", mark: "chosen by hand" },
};
