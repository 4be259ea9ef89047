export { readNb101 } from "./read-nb101.ts";
export type { Progress } from "./tf-record.ts";
