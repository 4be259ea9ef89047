export { type DartsOptions, darts } from "./darts.ts";
export {
  type DartsCell,
  type DartsEdge,
  type DartsOperation,
  formatGenotype,
  type Genotype,
  parseGenotype,
} from "./genotype.ts";
