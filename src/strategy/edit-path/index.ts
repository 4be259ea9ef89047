export { crossByEditPath } from "./crossing.ts";
export { applyEdits, editPath } from "./edit-path.ts";
export { matchVertices } from "./vertex-matching.ts";
