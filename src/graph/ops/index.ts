export type OpType = string;
