export { canonicalCell } from "./canonical-cell.ts";
export { formatCell, type Nb101Cell, type Nb101Operation, parseNb101Cell, pruneCell } from "./cell.ts";
export { nb101Hash } from "./cell-hash.ts";
export { type Nb101Options, nb101 } from "./nb101.ts";
