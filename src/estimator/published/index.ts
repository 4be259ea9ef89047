export { type PublishedFormat, publishedFormat } from "./published-format.ts";
export { readNb101 } from "./read-nb101.ts";
export { type Nb301Table, readNb301 } from "./read-nb301.ts";
export type { Progress } from "./tf-record.ts";
