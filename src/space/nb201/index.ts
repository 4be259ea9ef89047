export { type Cell, type Operation, parseCell } from "./cell.ts";
export { cellKey, natsUniqueString } from "./cell-key.ts";
export { fullCellDag, type Nb201Options, nb201 } from "./nb201.ts";
