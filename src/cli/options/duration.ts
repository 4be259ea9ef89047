/** @file Options that are a time. */
import { parseDuration } from "../args/parse-duration.ts";
import { type Option, wrong } from "./option.ts";

/** Milliseconds, written as people do: 90s, 10m, 1h30m; a number alone counts seconds. */
export function duration(description: string): Option<number> {
  return {
    description,
    hint: "DURATION",
    read: (label, value) => {
      if (typeof value !== "string" && typeof value !== "number") throw wrong(label, value, "a duration");
      return parseDuration(label, String(value));
    },
    write: (ms) => [`${ms}ms`],
  };
}
