import { indexingCases } from "./cases/indexing.ts";
import { checkFamily } from "./check-family.ts";

checkFamily(indexingCases);
