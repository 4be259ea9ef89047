export { crossByEditPath } from "./crossing.ts";
export { applyEdits, type Edit, editPath } from "./edit-path.ts";
export { matchVertices, type VertexMatching } from "./vertex-matching.ts";
