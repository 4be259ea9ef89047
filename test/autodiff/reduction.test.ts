import { reductionCases } from "./cases/reduction.ts";
import { checkFamily } from "./check-family.ts";

checkFamily(reductionCases);
